import { isGroup } from "../provenance/citation.ts";
import type { DescribedPaper, PaperAddresses } from "./tags.ts";

/**
 * A paper as schema.org's `ScholarlyArticle`. Addresses are undefined when it is not known where the site is published.
 */
export function scholarlyArticle(paper: DescribedPaper, addresses: PaperAddresses | undefined): object {
  const { title, subtitle, authors, date, updated, summary, license, keywords, doi } = paper;
  return {
    "@context": "https://schema.org",
    "@type": "ScholarlyArticle",
    ...(addresses === undefined
      ? {}
      : { "@id": addresses.page, url: addresses.page, image: addresses.image }),
    headline: title,
    ...(subtitle === undefined ? {} : { alternativeHeadline: subtitle }),
    author: authors.map(({ name, url, affiliation }) => ({
      "@type": isGroup(name) ? "Organization" : "Person",
      name,
      ...(url === undefined ? {} : { url }),
      ...(affiliation === undefined ? {} : { affiliation: { "@type": "Organization", name: affiliation } }),
    })),
    datePublished: date,
    ...(updated === undefined ? {} : { dateModified: updated }),
    abstract: summary,
    inLanguage: "en",
    isAccessibleForFree: true,
    ...(keywords === undefined ? {} : { keywords }),
    ...(license === undefined ? {} : { license: licenseAddress(license) ?? license }),
    ...(doi === undefined ? {} : { identifier: `https://doi.org/${doi}`, sameAs: `https://doi.org/${doi}` }),
    ...(addresses?.pdf === undefined
      ? {}
      : {
          encoding: { "@type": "MediaObject", encodingFormat: "application/pdf", contentUrl: addresses.pdf },
        }),
  };
}

/** Address of a Creative Commons licence that is written as people write it, such as `CC BY-SA 4.0`. */
export function licenseAddress(license: string): string | undefined {
  if (/^CC0\b/i.test(license.trim())) return "https://creativecommons.org/publicdomain/zero/1.0/";
  const [, terms, version] = /^CC[ -](BY(?:-(?:NC|SA|ND))*)[ -](\d\.\d)$/i.exec(license.trim()) ?? [];
  if (terms === undefined) return undefined;
  return `https://creativecommons.org/licenses/${terms.toLowerCase()}/${version}/`;
}

/**
 * JSON that can stand in a `<script type="application/ld+json">`: no end tag, comment or line break of JavaScript can
 * be read in it.
 */
export function inertJson(value: object): string {
  const numbered = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, numbered);
}
