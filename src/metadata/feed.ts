import { Feed } from "feed";
import type { Paper } from "../markdown/paper.ts";
import { legible } from "./xml.ts";

export interface FeedOf {
  readonly papers: readonly Pick<Paper, "title" | "authors" | "date" | "updated" | "summary">[];
  /** Absolute address of each paper, in the same order. */
  readonly addresses: readonly string[];
  /** Absolute address of the site's first page. */
  readonly home: string;
  /** Absolute address of the feed itself. */
  readonly self: string;
}

/** The papers as an Atom feed (RFC 4287), newest first; nothing in it depends on when it was made. */
export function atomFeed({ papers, addresses, home, self }: FeedOf): string {
  const entries = papers
    .map((paper, index) => ({ paper, address: addresses[index] ?? home, day: paper.updated ?? paper.date }))
    .toSorted((a, b) => b.day.localeCompare(a.day) || a.paper.title.localeCompare(b.paper.title));
  const feed = new Feed({
    id: home,
    title: "Papers",
    link: home,
    feedLinks: { atom: self },
    updated: instant(entries[0]?.day ?? "1970-01-01"),
    copyright: "",
    generator: "Reprise",
  });
  for (const { paper, address, day } of entries) {
    feed.addItem({
      id: address,
      link: address,
      title: asHtml(paper.title),
      description: asHtml(paper.summary),
      author: paper.authors.map(({ name, url }) => ({
        name: legible(name),
        ...(url === undefined ? {} : { link: url }),
      })),
      date: instant(day),
      published: instant(paper.date),
    });
  }
  return feed.atom1();
}

/** Titles and summaries of a feed are HTML; ours are text. */
function asHtml(text: string): string {
  return legible(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const instant = (day: string) => new Date(`${day}T00:00:00Z`);
