import type { SiteData } from "./site-data.ts";

/**
 * From the integration to the pages, which run in the same process but are bundled: a module that both import would be
 * there twice, once without the rendered papers.
 */
const place = Symbol.for("reprise.site-data");
const shared = globalThis as { [place]?: SiteData };

/** Hands the pages what the integration knows. */
export function provideSiteData(data: SiteData): void {
  shared[place] = data;
}

/** What the integration provided. */
export function providedSiteData(): SiteData {
  const data = shared[place];
  if (data === undefined) throw new Error("pages are rendered by the integration only");
  return data;
}
