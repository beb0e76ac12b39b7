import type { PaperAddresses } from "./tags.ts";

/** Where a site is published. */
export interface Publication {
  /** Such as `https://example.org`; undefined when that is not known. */
  readonly site: string | undefined;
  /** The folder it is published under, with slashes at both ends. */
  readonly base: string;
}

/** Path of the Atom feed, from the root of the site. */
export const feedFile = "feed.xml";

/** Path of the list of all pages, which its integration writes, from the root of the site. */
export const sitemapFile = "sitemap-index.xml";

/** Path of the picture that stands for a paper where it is shared, from the root of the site. */
export function cardFile(slug: string): string {
  return `${slug}/card.png`;
}

/** Path of the BibTeX of a paper. */
export function bibtexFile(slug: string): string {
  return `${slug}/cite.bib`;
}

/** Path of a paper as a PDF. */
export function pdfFile(slug: string): string {
  return `${slug}/${slug}.pdf`;
}

/** The folder that Astro's `base` names, with slashes at both ends, however it is written. */
export function baseFolder(base: string): string {
  return `/${base.replace(/^\/+|\/+$/g, "")}/`.replace("//", "/");
}

/** A path from the root of the site as an absolute address; undefined when it is not known where the site is published. */
export function absolute(path: string, { site, base }: Publication): string | undefined {
  return site === undefined ? undefined : new URL(base + path, site).href;
}

/** Addresses of a paper's files; undefined when it is not known where the site is published. */
export function paperAddresses(slug: string, pdf: boolean, where: Publication): PaperAddresses | undefined {
  const page = absolute(`${slug}/`, where);
  const image = absolute(cardFile(slug), where);
  if (page === undefined || image === undefined) return undefined;
  return { page, image, pdf: pdf ? absolute(pdfFile(slug), where) : undefined };
}
