/** What a page of the site may load and run. Everything comes from the site itself; nothing is inline. */

export interface PolicyOptions {
  /** Whether the page computes in the reader's browser: it may then compile WebAssembly and start workers, its own only. */
  readonly computes?: boolean | undefined;
}

/**
 * The Content-Security-Policy of a page, as the content of a `<meta>` element, so that it holds on any static host.
 * Scripts, styles, images, fonts and data are from the site's origin; there is no `unsafe-inline` for anything, style
 * attributes included, and no `unsafe-eval`.
 */
export function contentPolicy({ computes = false }: PolicyOptions = {}): string {
  const directives: Readonly<Record<string, readonly string[]>> = {
    "default-src": ["'none'"],
    "script-src": ["'self'", ...(computes ? ["'wasm-unsafe-eval'"] : [])],
    ...(computes ? { "worker-src": ["'self'"] } : {}),
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(" ")}`)
    .join("; ");
}

/** What pages tell other sites of where a reader comes from: nothing. */
export const referrerPolicy = "no-referrer";

/**
 * Headers for whoever serves the site and can send some; `frame-ancestors` is one that a page cannot set for itself. The
 * policy is that of a page which computes, because browsers hold a page to its own policy as well as to this one.
 */
export function policyHeaders(isPage: boolean): Readonly<Record<string, string>> {
  return {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": referrerPolicy,
    ...(isPage
      ? { "Content-Security-Policy": `${contentPolicy({ computes: true })}; frame-ancestors 'none'` }
      : {}),
  };
}
