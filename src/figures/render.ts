import { gzipSync } from "node:zlib";
import { mergeConfig } from "vega";
import { z } from "zod";
import { reasonOf, UserError } from "../engine/errors.ts";
import { suggestion } from "../engine/nearest.ts";
import { messageOf } from "../engine/schema-issue.ts";
import type { AnyFigure, Artifacts, FigureTable, Layout, YScale } from "./define.ts";
import { checkFields } from "./fields.ts";
import { fitWidth } from "./fit.ts";
import { type InteractiveDrawing, interactiveDrawing, meanings } from "./interactive.ts";
import { checkLimits } from "./limits.ts";
import { checkSchema } from "./schema.ts";
import { isNode, type Node, plainJson, type SpecOrigin } from "./spec-tree.ts";
import { strictView } from "./strict.ts";
import { finishSvg } from "./svg.ts";
import { toCsv } from "./table.ts";
import { theme, widths } from "./theme.ts";
import { liftAxisTitles } from "./titles.ts";

export interface RenderedFigure {
  /** SVG documents for wide and narrow screens, to be put into one page; colours are CSS variables of the palette. */
  readonly wide: string;
  readonly narrow: string;
  readonly title: string;
  readonly description: string;
  readonly table: FigureTable;
  readonly csv: string;
  /** The Vega-Lite specifications drawn, with their data and the theme. */
  readonly spec: { readonly wide: object; readonly narrow: object };
  /** For those who point at the figure; one for each scale that it offers, the one drawn first. */
  readonly interactive: Readonly<Record<Layout["size"], readonly ScaledDrawing[]>>;
}

export interface ScaledDrawing extends InteractiveDrawing {
  /** Undefined for a figure with no choice of scales. */
  readonly scale?: YScale;
}

export interface RenderOptions {
  /** The figure's file relative to the project root, for messages. */
  readonly file?: string;
  /** Finds the line of an error that the figure's code throws; `loadFigure` returns one. */
  readonly placeOf?: (error: unknown) => string | undefined;
}

type Shown = Artifacts<AnyFigure["artifacts"]>;

/** Strict views of the artifacts a figure declares; throws when one is missing. */
function bind(figure: AnyFigure, file: string, artifacts: Readonly<Record<string, unknown>>): Shown {
  const bound: Record<string, unknown> = {};
  for (const experiment of Object.keys(figure.artifacts)) {
    if (!Object.hasOwn(artifacts, experiment)) {
      throw new UserError({
        what: `there is no artifact of an experiment "${experiment}"`,
        where: file,
        fix: suggestion(experiment, Object.keys(artifacts)),
      });
    }
    bound[experiment] = strictView(artifacts[experiment], { file, experiment });
  }
  return strictView(bound, { file, experiment: Object.keys(bound).join(", ") });
}

/** Calls a function of the figure; what it throws becomes a `UserError` that names the figure. */
function ask<T>(
  { file, placeOf }: { readonly file: string; readonly placeOf?: RenderOptions["placeOf"] | undefined },
  name: string,
  call: () => T,
): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError({
      what: `\`${name}\` of the figure failed: ${reasonOf(error)}`,
      where: placeOf?.(error) ?? file,
      fix: "Correct the function; with --verbose the error's stack says where it happened.",
      cause: error,
    });
  }
}

function sentence(file: string, name: "title" | "description", value: unknown): string {
  if (typeof value === "string" && value.trim() !== "") return value.trim();
  throw new UserError({
    what: `\`${name}\` of the figure returns ${typeof value === "string" ? "an empty text" : `a ${typeof value}`}`,
    where: file,
    fix: "Return a text for readers who do not see the figure.",
  });
}

const tableSchema = z.strictObject({
  columns: z.array(z.strictObject({ key: z.string(), label: z.string() })),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
});

function checkedTable(table: unknown, file: string): FigureTable {
  const checked = tableSchema.safeParse(table);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new UserError({
    what: `\`table\` of the figure returns no table: ${["table", ...(issue?.path ?? [])].map(String).join(".")}: ${messageOf(issue)}`,
    where: file,
    fix: "Return { columns: [{ key, label }], rows: [{ key: value }] }, with texts, numbers and null as values.",
  });
}

/**
 * Renders a figure in its two layouts. The result is a pure function of the arguments, byte for byte: nothing of the
 * machine, the time or earlier renderings enters. Throws a `UserError` that names the figure for a field an artifact
 * or the inline data lack, for values that are not finite, for whatever Vega-Lite or Vega warn of, and for a layout
 * that does not fit its width.
 */
export async function renderFigure(
  figure: AnyFigure,
  id: string,
  artifacts: Readonly<Record<string, unknown>>,
  options: RenderOptions = {},
): Promise<RenderedFigure> {
  const file = options.file ?? `figures/${id}.ts`;
  const source = { file, placeOf: options.placeOf };
  const bound = bind(figure, file, artifacts);
  const title = sentence(
    file,
    "title",
    ask(source, "title", () => figure.title(bound)),
  );
  const description = sentence(
    file,
    "description",
    ask(source, "description", () => figure.description(bound)),
  );
  const table = checkedTable(
    ask(source, "table", () => plainJson(figure.table(bound), { file, layout: "table" }, "table")),
    file,
  );

  const fitted = async (size: Layout["size"], scale: YScale | undefined) => {
    const width =
      size === "narrow" ? widths.narrow : figure.span === "wide" ? widths.breakout : widths.column;
    const origin = { file, layout: size };
    const plain = plainJson(
      ask(source, "spec", () => figure.spec(bound, { size, width, ...(scale ? { scale } : {}) })),
      origin,
    );
    if (!isNode(plain)) {
      throw new UserError({
        what: `\`spec\` returns no Vega-Lite specification for the ${size} layout`,
        where: file,
        fix: "Return an object with data, mark and encoding, or layers or views of them.",
      });
    }
    checkSchema(plain, origin);
    checkFields(plain, origin);
    checkLimits(plain, origin);
    const { spec, svg, height } = await fitWidth(liftAxisTitles(plain), width, origin);
    return { spec, svg, width, height, drawing: interactiveDrawing(spec, meanings(plain)) };
  };
  const draw = async (size: Layout["size"]) => {
    const [first, ...others] = figure.scales ?? [undefined];
    const { spec, svg, width, height, drawing } = await fitted(size, first);
    const prefix = `${id}-${size}`;
    const finished = finish({ file, layout: size }, svg, { prefix, width, height, title, description });
    requireLight(finished, { file, layout: size });
    const interactive: ScaledDrawing[] = [first === undefined ? drawing : { ...drawing, scale: first }];
    for (const scale of others) {
      if (scale !== undefined) interactive.push({ ...(await fitted(size, scale)).drawing, scale });
    }
    return { spec, svg: finished, interactive };
  };
  const wide = await draw("wide");
  const narrow = await draw("narrow");

  return {
    wide: wide.svg,
    narrow: narrow.svg,
    title,
    description,
    table,
    csv: toCsv(table, file),
    spec: { wide: document(wide.spec), narrow: document(narrow.spec) },
    interactive: { wide: wide.interactive, narrow: narrow.interactive },
  };
}

/** `finishSvg`, whose simplifier trips over colours that are none. */
function finish(origin: SpecOrigin, ...args: Parameters<typeof finishSvg>): string {
  try {
    return finishSvg(...args);
  } catch (error) {
    throw new UserError({
      what: `the drawing of the ${origin.layout} layout cannot be finished: ${reasonOf(error)}`,
      where: origin.file,
      fix: "Look for a colour, a dash or a size that is not what it should be.",
      cause: error,
    });
  }
}

/** What one layout may weigh for its reader, in bytes after compression. */
const heaviest = 60_000;

function requireLight(svg: string, origin: SpecOrigin): void {
  if (svg.length <= heaviest) return;
  const bytes = gzipSync(svg).length;
  if (bytes <= heaviest) return;
  throw new UserError({
    what: `the ${origin.layout} layout takes ${Math.round(bytes / 1000)} kB compressed, and ${heaviest / 1000} kB is the most`,
    where: origin.file,
    fix: "Draw fewer marks: thin points or samples of lines. Opaque circles of one size, sorted by colour, are the lightest.",
  });
}

/** The specification as a document of its own, which editors recognize by its schema and draw with the theme. */
function document(spec: Node): object {
  const config = mergeConfig(theme as object, isNode(spec.config) ? spec.config : {});
  return { $schema: "https://vega.github.io/schema/vega-lite/v6.json", ...spec, config };
}
