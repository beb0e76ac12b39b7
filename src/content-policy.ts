/** What a page of the site may load and run. Everything comes from the site itself; what is inline is known by its hash. */
import { createHash } from "node:crypto";

export interface PolicyOptions {
  /** Whether the page computes in the reader's browser: it may then compile WebAssembly and start workers, its own only. */
  readonly computes?: boolean | undefined;
  /** Texts of the scripts in the page. */
  readonly scripts?: readonly string[];
}

/** How a policy names a script or style in the page: by the SHA-256 of its text. */
export function hashSource(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/**
 * The Content-Security-Policy of a page, as the content of a `<meta>` element, so that it holds on any static host.
 * Scripts, styles, images, fonts and data are from the site's origin; there is no `unsafe-inline` for anything, style
 * attributes included, and no `unsafe-eval`.
 */
export function contentPolicy({ computes = false, scripts = [] }: PolicyOptions = {}): string {
  const directives: Readonly<Record<string, readonly string[]>> = {
    "default-src": ["'none'"],
    "script-src": ["'self'", ...scripts.map(hashSource), ...(computes ? ["'wasm-unsafe-eval'"] : [])],
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
 * Headers for whoever serves the site and can send some: what a page cannot say for itself, beside the policy that each
 * page states.
 */
export function policyHeaders(isPage: boolean): Readonly<Record<string, string>> {
  return {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": referrerPolicy,
    ...(isPage ? { "Content-Security-Policy": "frame-ancestors 'none'" } : {}),
  };
}
