import { basename } from "node:path";
import type { ElementContent, Properties } from "hast";
import type { BlockContent, Root } from "mdast";
import type { ContainerDirective } from "mdast-util-directive";
import { codeAddress } from "../addresses.ts";
import { suggestion } from "../engine/nearest.ts";
import { count } from "../progress/words.ts";
import { containersIn, type Mistake, missingCaption, numberedCaption, shownBy } from "./container.ts";
import type { DrawnFigure, PaperContext, PlacedFigure } from "./context.ts";
import { attributesOf, become } from "./directive.ts";
import { element } from "./element.ts";

type Size = "wide" | "narrow";

/** remark plugin: `:::figure{#id}`, its caption, `:::` becomes the numbered figure of that id, drawn and described. */
export function figures(context: PaperContext) {
  return async (tree: Root): Promise<void> => {
    for (const node of containersIn(tree, "figure")) await place(node, context);
  };
}

async function place(node: ContainerDirective, context: PaperContext): Promise<void> {
  const { id } = attributesOf(node, ["id"], context);
  const number = context.found.figures.length + 1;
  const mistake = mistakeIn(node, id, context);
  const drawing = await shownBy(node, mistake, () => context.renderFigure(id ?? ""), context);
  // Known even when it cannot be drawn, so that references to it are no further mistakes.
  if (id !== undefined && !context.found.targets.has(id))
    context.found.targets.set(id, { kind: "figure", number });
  if (id === undefined || drawing === undefined) return;
  const figure: PlacedFigure = { ...drawing, arrival: arrivalOf(drawing, number) };
  context.found.figures.push(figure);
  context.found.lines.set(id, context.problems.lineOf(node) ?? 0);
  for (const experiment of figure.experiments) context.found.experiments.add(experiment);

  become(node, "figure", { id, className: ["figure", `figure-${figure.span}`] });
  // Nodes of our own, which remark-rehype turns into the elements named in their data.
  node.children = [
    plot(figure),
    numberedCaption(node.children, id, `Figure ${number}.`),
    tools(figure, context),
  ] as unknown as BlockContent[];
}

function mistakeIn(
  node: ContainerDirective,
  id: string | undefined,
  context: PaperContext,
): Mistake | undefined {
  if (id === undefined || id === "")
    return ["a figure has no id", `Write \`:::figure{#id}\`. ${suggestion("", context.figureIds)}`];
  if (!context.figureIds.includes(id)) {
    return [
      `there is no figure “${id}”`,
      `Write figures/${id}.ts beside the text. ${suggestion(id, context.figureIds)}`,
    ];
  }
  if (context.found.figures.some((figure) => figure.id === id)) {
    return [`the figure “${id}” is placed twice`, `Refer to it with \`:ref[${id}]\`.`];
  }
  return missingCaption(node, `the figure “${id}”`);
}

/** The first drawing is there at once; with all of them, text would have to wait for what nobody sees yet. */
function arrivalOf({ heavy }: DrawnFigure, number: number): PlacedFigure["arrival"] {
  if (heavy) return "pictures";
  return number === 1 ? "in the page" : "fetched";
}

function plot(figure: PlacedFigure) {
  const layout = (size: Size) =>
    element(
      "div",
      { className: [`plot-${size}`] },
      figure.arrival === "in the page"
        ? [raw(figure[size])]
        : [...(figure.arrival === "fetched" ? [due(figure, size)] : []), picture(figure, size)],
    );
  return {
    type: "figurePlot",
    data: {
      hName: "div",
      hProperties: { className: ["plot"] },
      hChildren: [layout("wide"), layout("narrow")],
    },
  };
}

/** The room of a drawing that a script fetches. Where no script runs, the picture after it is seen instead. */
function due(figure: PlacedFigure, size: Size): ElementContent {
  const { width, height } = extentOf(figure, size);
  return element("svg", {
    className: ["due"],
    dataDrawing: drawingFile(figure.id, size),
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    ariaHidden: "true",
  });
}

/** A drawing in a file of its own, fetched when it comes near and in the colours of the scheme. */
function picture(figure: PlacedFigure, size: Size): ElementContent {
  const { width, height } = extentOf(figure, size);
  return element("picture", {}, [
    element("source", {
      media: "screen and (prefers-color-scheme: dark)",
      srcSet: drawingFile(figure.id, size, "dark"),
    }),
    element("img", {
      src: drawingFile(figure.id, size, "light"),
      alt: `${figure.title}. ${figure.description}`,
      width,
      height,
      loading: "lazy",
      decoding: "async",
    }),
  ]);
}

function extentOf(figure: PlacedFigure, size: Size): { readonly width: string; readonly height: string } {
  const [, width = "", height = ""] = /<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(figure[size]) ?? [];
  return { width, height };
}

/**
 * Where a figure's drawing stands, relative to the article's page: as a picture in the colours of a scheme, or to be put
 * into the page, whose colours and fonts it then has.
 */
export function drawingFile(id: string, size: Size, scheme?: "light" | "dark"): string {
  return `figures/${id}.${size}.${scheme ?? "part"}.svg`;
}

/** SVG of our own renderer, parsed into elements by rehype-raw further on. */
function raw(svg: string): ElementContent {
  return { type: "raw", value: svg } as unknown as ElementContent;
}

/**
 * Quiet row below a figure: its data, which a script shows in place and which else is on the figure's page, where they come
 * from, and what can be taken away.
 */
function tools({ id, experiments, file }: PlacedFigure, { sources }: PaperContext) {
  const page = `figures/${id}/`;
  const link = (href: string, text: string, more: Properties = {}) => element("a", { href, ...more }, [text]);
  const download = (extension: string, text: string) =>
    link(`figures/${id}.${extension}`, text, { download: true });
  const computed = experiments.map((experiment) => {
    const source = sources(experiment);
    if (source === undefined) return element("p", {}, [`Computed by ${experiment}.`]);
    const { entry, runs, seed, fingerprint } = source;
    return element("p", {}, [
      "Computed by ",
      link(`../${codeAddress(entry)}`, experiment),
      ` in ${count(runs, "run")} from seed ${seed}: `,
      element("code", {}, [`npm run experiment -- ${experiment}`]),
      ". Fingerprint ",
      element("code", {}, [fingerprint.slice(0, 12)]),
      "; ",
      link(`../artifacts/${experiment}.json`, "JSON"),
      ".",
    ]);
  });
  return {
    type: "figureTools",
    data: {
      hName: "div",
      hProperties: { className: ["figure-tools"] },
      hChildren: [
        link(`${page}#data`, "Data", { className: ["figure-data"] }),
        element("details", {}, [
          element("summary", {}, ["Provenance"]),
          ...computed,
          element("p", {}, [
            "Drawn by ",
            link(`../${codeAddress(file)}`, basename(file)),
            ". ",
            link(page, "Everything about this figure, and how to cite it"),
            ".",
          ]),
        ]),
        element("p", { className: ["figure-files"] }, [
          download("csv", "CSV"),
          download("svg", "SVG"),
          download("png", "PNG"),
          download("vl.json", "Vega-Lite"),
        ]),
      ],
    },
  };
}
