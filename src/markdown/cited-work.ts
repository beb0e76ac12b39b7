import type { CslEntry, CslName } from "@citation-js/core";

/** A work that a paper cites, as search engines know it. No text has markup. */
export interface CitedWork {
  readonly title: string;
  /** “Saxe, Andrew M.”; editors where there are no authors. */
  readonly authors: readonly string[];
  readonly year: number | undefined;
  /** What it is in: a journal, the proceedings of a conference, a book. */
  readonly within: { readonly kind: "journal" | "conference" | "book"; readonly title: string } | undefined;
  readonly doi: string | undefined;
}

/** What a bibliography's entry says of its work. */
export function citedWork({ type, title, author, editor, issued, DOI, ...entry }: CslEntry): CitedWork {
  const container = entry["container-title"];
  return {
    title: plain(title ?? ""),
    authors: (author ?? editor ?? []).map(inverted),
    year: issued?.["date-parts"]?.[0]?.[0],
    within: container === undefined ? undefined : { kind: kinds[type] ?? "book", title: plain(container) },
    doi: DOI,
  };
}

const kinds: Readonly<Record<string, "journal" | "conference">> = {
  "article-journal": "journal",
  "paper-conference": "conference",
};

function inverted(name: CslName): string {
  const particle = name["non-dropping-particle"];
  const family = name.family ?? name.literal ?? "";
  const last = particle === undefined ? family : `${particle} ${family}`;
  return plain([last, name.given ?? ""].filter((part) => part !== "").join(", "));
}

/** Without the tags that CSL has for raised and slanted letters. */
function plain(text: string): string {
  return text.replaceAll(/<\/?(?:i|b|sup|sub|span)\b[^<>]*>/g, "").trim();
}
