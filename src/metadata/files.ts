import { readFileSync } from "node:fs";
import { join } from "node:path";
import { digestOf, madeOnce } from "../cache.ts";
import { UserError } from "../engine/errors.ts";
import { nearest } from "../engine/nearest.ts";
import { drawPicture, pngInputs } from "../figures/png.ts";
import type { RenderedPaper } from "../markdown/processor.ts";
import { paperBibtex } from "../provenance/citation.ts";
import { absolute, bibtexFile, cardFile, feedFile, type Publication, sitemapFile } from "./addresses.ts";
import { cardSvg, titleFonts } from "./card.ts";
import { atomFeed } from "./feed.ts";

export interface MetadataOf extends Publication {
  readonly root: string;
  readonly papers: ReadonlyMap<string, RenderedPaper>;
  /** Whether the site shows results to be cited; drafts are kept from search engines and feeds. */
  readonly published: boolean;
}

/**
 * Files by which papers are found and cited, by their path from the root of the site: BibTeX, pictures, the feed and
 * robots.txt. Feed and pictures need absolute addresses, and are left out when it is not known where the site is
 * published.
 *
 * @throws UserError if the figure that stands for a paper does not exist
 */
export async function metadataFiles({
  root,
  papers,
  published,
  ...where
}: MetadataOf): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const files = new Map<string, string | Uint8Array>();
  const covers = [...papers.values()].map((rendered) => ({ rendered, figure: coverOf(rendered) }));
  if (!published) return files.set("robots.txt", "User-agent: *\nDisallow: /\n");
  const sitemap = absolute(sitemapFile, where);
  files.set(
    "robots.txt",
    `User-agent: *\nAllow: /\n${sitemap === undefined ? "" : `\nSitemap: ${sitemap}\n`}`,
  );
  const listed = [...papers.values()].map(({ paper }) => paper);
  for (const paper of listed)
    files.set(bibtexFile(paper.slug), `${paperBibtex({ paper, url: absolute(`${paper.slug}/`, where) })}\n`);
  const home = absolute("", where);
  const self = absolute(feedFile, where);
  if (home === undefined || self === undefined) return files;
  const addresses = listed.map(({ slug }) => absolute(`${slug}/`, where) ?? home);
  files.set(feedFile, atomFeed({ papers: listed, addresses, home, self }));
  for (const { rendered, figure } of covers) {
    const { title, authors, date, slug } = rendered.paper;
    const svg = cardSvg({ title, authors: authors.map(({ name }) => name), date, figure });
    files.set(cardFile(slug), await keptPicture(svg, root, slug));
  }
  return files;
}

/** The figure that stands for a paper: the one that its frontmatter names, or the first. */
function coverOf({
  paper: { cover },
  figures,
  file,
}: RenderedPaper): RenderedPaper["figures"][number] | undefined {
  if (cover === undefined) return figures[0];
  const found = figures.find(({ id }) => id === cover);
  if (found !== undefined) return found;
  const ids = figures.map(({ id }) => id);
  const near = nearest(cover, ids);
  throw new UserError({
    what: `the article has no figure “${cover}”, which is to stand for it (\`cover\`)`,
    where: file,
    fix: near === undefined ? `Its figures are: ${ids.join(", ") || "none"}.` : `Did you mean “${near}”?`,
  });
}

/** Drawn once for each drawing: it takes half a second. */
async function keptPicture(svg: string, root: string, slug: string): Promise<Uint8Array> {
  const inputs = [digestOf(await pngInputs()), ...titleFonts.map((file) => readFileSync(file)), svg];
  const { png } = await madeOnce(join(root, ".artifacts", "pictures"), `${slug}-card`, inputs, async () => ({
    png: Buffer.from(await drawPicture(svg, titleFonts)).toString("base64"),
  }));
  return Buffer.from(png, "base64");
}
