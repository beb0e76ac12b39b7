import { join } from "node:path";
import { digestOf, madeOnce } from "./cache.ts";
import { claimsDocument, claimsFile } from "./claims-document.ts";
import { UserError } from "./engine/errors.ts";
import { readResults } from "./engine/results.ts";
import { openStore, storeDirectory } from "./engine/store.ts";
import { interactiveFiles } from "./figures/interactive-files.ts";
import { drawPng, pngInputs } from "./figures/png.ts";
import { referencedSvg, standaloneSvg } from "./figures/standalone.ts";
import type { SiteFonts } from "./fonts/subset.ts";
import { liveDocumentAddress } from "./live/document.ts";
import type { PlacedFigure } from "./markdown/context.ts";
import { drawingFile } from "./markdown/figure.ts";
import type { RenderedPaper } from "./markdown/processor.ts";
import { provenanceDocument } from "./provenance/document.ts";

export interface GeneratedFrom {
  readonly root: string;
  readonly preset: string;
  /** The commit that the site is made at, see `currentCommit`. */
  readonly commit: string | null;
  readonly papers: ReadonlyMap<string, RenderedPaper>;
  readonly fonts: SiteFonts;
}

/** Files of the site that are no pages, by their path from its root: fonts, data with provenance, figures to take away. */
export async function generatedFiles({
  root,
  preset,
  commit,
  papers,
  fonts,
}: GeneratedFrom): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const files = new Map<string, string | Uint8Array>();
  for (const [name, bytes] of fonts.files) files.set(`fonts/${name}`, bytes);

  const store = openStore(storeDirectory(root));
  for (const record of Object.values(readResults(root, preset).artifacts)) {
    const bytes = store.getObject(record.hash);
    if (bytes === undefined) {
      throw new UserError({
        what: `the artifact of “${record.id}” is missing or damaged`,
        where: ".artifacts/objects",
        fix: "Run `npm run build`: it recomputes what is missing.",
      });
    }
    files.set(`artifacts/${record.id}.json`, bytes);
    files.set(`artifacts/${record.id}.provenance.json`, provenanceDocument(record, commit));
  }
  files.set(claimsFile, claimsDocument(preset, papers));
  for (const { paper, figures, live } of papers.values()) {
    for (const document of live)
      files.set(liveDocumentAddress(document.experiment), `${JSON.stringify(document)}\n`);
    for (const figure of figures) {
      const made = await filesOf(figure, (svg) => keptPng(svg, root, `${paper.slug}-${figure.id}`));
      for (const [name, content] of made) files.set(`${paper.slug}/${name}`, content);
    }
  }
  return files;
}

/** What can be taken away of a figure, what it is drawn anew from, and its drawings that are not in the page. */
async function filesOf(
  figure: PlacedFigure,
  png: (svg: string) => Promise<Uint8Array>,
): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const { id, wide, csv, spec, interactive, arrival } = figure;
  const svg = await standaloneSvg(wide);
  const files = new Map<string, string | Uint8Array>([
    [`figures/${id}.svg`, svg],
    [`figures/${id}.png`, await png(svg)],
    [`figures/${id}.csv`, csv],
    [`figures/${id}.vl.json`, `${JSON.stringify(spec.wide, null, 1)}\n`],
  ]);
  for (const [address, drawing] of interactiveFiles(interactive))
    files.set(`figures/${id}.${address}`, JSON.stringify(drawing));
  if (arrival === "in the page") return files;
  for (const size of ["wide", "narrow"] as const) {
    if (arrival === "fetched") files.set(drawingFile(id, size), figure[size]);
    for (const scheme of ["light", "dark"] as const)
      files.set(drawingFile(id, size, scheme), await referencedSvg(figure[size], scheme));
  }
  return files;
}

/** The drawing as a PNG file, drawn once: a tenth of a second each, of which a paper has many. */
async function keptPng(svg: string, root: string, name: string): Promise<Uint8Array> {
  drawer ??= pngInputs().then(digestOf);
  const { png } = await madeOnce(
    join(root, ".artifacts", "pictures"),
    name,
    [await drawer, svg],
    async () => ({
      png: Buffer.from(await drawPng(svg)).toString("base64"),
    }),
  );
  return Buffer.from(png, "base64");
}

let drawer: Promise<string> | undefined;
