import type { CitedWork } from "../markdown/cited-work.ts";
import type { Paper } from "../markdown/paper.ts";

/** A `<meta>` element: what it is about is in `name`, or in `property` where the vocabulary is RDFa's. */
export interface Tag {
  readonly name?: string;
  readonly property?: string;
  readonly content: string;
}

/** Absolute addresses of a paper's files. */
export interface PaperAddresses {
  readonly page: string;
  readonly pdf: string | undefined;
  readonly image: string;
}

export type DescribedPaper = Pick<
  Paper,
  "title" | "subtitle" | "authors" | "date" | "updated" | "summary" | "license" | "keywords" | "doi" | "cited"
>;

/** The picture that stands for a paper where it is shared, in pixels. */
export const cardSize = { width: 1200, height: 630 } as const;

/**
 * What search engines for papers and reference managers read of an article: Highwire's `citation_*`, as Google Scholar
 * asks for them, and Dublin Core. Addresses are undefined when it is not known where the site is published.
 */
export function citationTags(paper: DescribedPaper, addresses: PaperAddresses | undefined): readonly Tag[] {
  const { title, authors, date, license, keywords = [], doi, cited } = paper;
  const named = (name: string, content: string | undefined) =>
    content === undefined ? [] : [{ name, content }];
  return [
    ...named("citation_title", title),
    ...authors.flatMap(({ name, affiliation, url }) => [
      ...named("citation_author", name),
      ...named("citation_author_institution", affiliation),
      ...named("citation_author_orcid", orcidOf(url)),
    ]),
    ...named("citation_publication_date", date.replaceAll("-", "/")),
    ...named("citation_online_date", date.replaceAll("-", "/")),
    ...named("citation_language", "en"),
    ...named("citation_doi", doi),
    ...keywords.flatMap((keyword) => named("citation_keywords", keyword)),
    ...named("citation_fulltext_html_url", addresses?.page),
    ...named("citation_pdf_url", addresses?.pdf),
    ...cited.flatMap((work) => named("citation_reference", referenceTag(work))),
    ...named("DC.title", title),
    ...authors.flatMap(({ name }) => named("DC.creator", name)),
    ...named("DC.date", date),
    ...named("DC.type", "Text"),
    ...named("DC.language", "en"),
    ...keywords.flatMap((keyword) => named("DC.subject", keyword)),
    ...named("DC.rights", license),
    ...named("DC.identifier", doi === undefined ? addresses?.page : `doi:${doi}`),
  ];
}

const places = { journal: "journal_title", conference: "conference_title", book: "inbook_title" } as const;

/** A work in one tag, as Highwire Press has it: names and values, each name as in the tags of the work's own page. */
function referenceTag({ title, authors, within, year, doi }: CitedWork): string {
  const pairs: readonly (readonly [name: string, value: string | number | undefined])[] = [
    ["title", title],
    ...authors.map((author) => ["author", author] as const),
    [places[within?.kind ?? "book"], within?.title],
    ["publication_date", year],
    ["doi", doi],
  ];
  // A semicolon ends a value, and nothing escapes it
  return pairs
    .flatMap(([name, value]) =>
      value === undefined ? [] : [`citation_${name}=${String(value).replaceAll(";", ",")}`],
    )
    .join(";");
}

/** A page as other sites may describe it. */
export interface SharedPage {
  readonly title: string;
  readonly description: string | undefined;
  /** Undefined when it is not known where the site is published. */
  readonly url: string | undefined;
  /** The article that the page is. */
  readonly article?: Pick<Paper, "date" | "updated" | "authors" | "title"> | undefined;
  /** Absolute address of the article's picture. */
  readonly image?: string | undefined;
}

/** What messengers and other sites show of a page that somebody shares: Open Graph, and what X wants besides. */
export function sharingTags({ title, description, url, article, image }: SharedPage): readonly Tag[] {
  const property = (name: string, content: string | undefined) =>
    content === undefined ? [] : [{ property: name, content }];
  return [
    ...property("og:type", article === undefined ? "website" : "article"),
    ...property("og:title", title),
    ...property("og:description", description === undefined ? undefined : shortened(description)),
    ...property("og:url", url),
    ...property("article:published_time", article?.date),
    ...property("article:modified_time", article?.updated),
    ...(article === undefined || image === undefined
      ? []
      : [
          ...property("og:image", image),
          ...property("og:image:type", "image/png"),
          ...property("og:image:width", String(cardSize.width)),
          ...property("og:image:height", String(cardSize.height)),
          ...property(
            "og:image:alt",
            `${article.title}, by ${article.authors.map(({ name }) => name).join(", ")}`,
          ),
        ]),
    { name: "twitter:card", content: image === undefined ? "summary" : "summary_large_image" },
  ];
}

/** More is cut off where it is shown. */
const longestDescription = 220;

function shortened(text: string): string {
  const flat = text.replace(/\s+/g, " ").trim();
  if (flat.length <= longestDescription) return flat;
  const start = flat.slice(0, longestDescription).toWellFormed();
  return `${start.replace(/\s+\S*$/, "").replace(/[.,;:–—-]+$/, "")} …`;
}

/** The address of an ORCID record; undefined for any other. */
function orcidOf(url: string | undefined): string | undefined {
  return /^https?:\/\/orcid\.org\/\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/.test(url ?? "") ? url : undefined;
}
