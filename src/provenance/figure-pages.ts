import { formatTable, type TextTable } from "../figures/table.ts";
import type { PlacedFigure } from "../markdown/context.ts";
import type { Paper } from "../markdown/paper.ts";
import type { RenderedPaper } from "../markdown/processor.ts";
import { relinked, withoutMarks } from "./relink.ts";
import type { ArtifactSource } from "./source.ts";

/** One figure on a page of its own, with everything that can be said of it and taken away. */
export interface FigurePage {
  readonly paper: Paper;
  readonly figure: PlacedFigure;
  readonly number: number;
  /** HTML, with links from this page. */
  readonly caption: string;
  readonly table: TextTable;
  readonly sources: readonly ArtifactSource[];
  readonly previous: FigureLink | undefined;
  readonly next: FigureLink | undefined;
}

interface FigureLink {
  readonly id: string;
  readonly number: number;
  readonly title: string;
}

/** The pages of a paper's figures, in the order of the text. */
export function figurePages(
  { paper, figures, html }: RenderedPaper,
  sources: ReadonlyMap<string, ArtifactSource>,
): readonly FigurePage[] {
  const link = (index: number): FigureLink | undefined => {
    const figure = figures[index];
    return figure && { id: figure.id, number: index + 1, title: figure.title };
  };
  return figures.map((figure, index) => ({
    paper,
    figure,
    number: index + 1,
    caption: captionOf(html, figure.id),
    table: formatTable(figure.table, figure.file),
    sources: figure.experiments.flatMap((id) => sources.get(id) ?? []),
    previous: index > 0 ? link(index - 1) : undefined,
    next: link(index + 1),
  }));
}

/** The caption as the article has it, without its number and without the marks of claims. */
function captionOf(html: string, id: string): string {
  const start = html.indexOf(`<figure id="${id}"`);
  const caption = /<figcaption>([\s\S]*?)<\/figcaption>/.exec(html.slice(start))?.[1] ?? "";
  const text = caption.replace(/<a [^>]*class="figure-number"[^>]*>.*?<\/a>\s*/, "");
  return relinked(withoutMarks(text), "../../");
}
