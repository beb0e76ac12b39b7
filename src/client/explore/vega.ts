import type { Spec, View as VegaView, ViewOptions } from "vega";
import { transforms } from "vega-dataflow";
import * as encode from "vega-encode";
import { expressionInterpreter } from "vega-interpreter";
import { parse } from "vega-parser";
import { renderModule, textMetrics } from "vega-scenegraph";
import * as general from "vega-transforms";
import { View } from "vega-view";
import * as views from "vega-view-transforms";
import type { InteractiveDrawing } from "../../figures/interactive.ts";
import { unpacked } from "../../figures/interactive-data.ts";
import { scriptScale, textRuns } from "../../figures/rich-text.ts";
import { blankLine } from "../../figures/theme.ts";
import { cloudModule } from "./clouds.ts";

/** The scenegraph item that Vega measures; fields are absent where a mark does not set them. */
interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: number | string;
  readonly fontStyle?: string;
}

const probe = document.createElement("canvas").getContext("2d");
/** Larger than any text of a figure, so that advances are not rounded to the pixels of a small size. */
const probeSize = 200;
const widths = new Map<string, number>();

/** Width of text in ems, of the fonts that the page has loaded, set as in the drawings made at build. */
function textWidth(text: string, bold: boolean, italic: boolean): number {
  const key = `${bold}${italic}${text}`;
  let width = widths.get(key);
  if (width === undefined && probe !== null) {
    width = 0;
    for (const run of textRuns(text)) {
      probe.font = `${italic || run.italic ? "italic " : ""}${bold ? 600 : 400} ${probeSize}px "IBM Plex Sans"`;
      const shown = run.text.replaceAll(blankLine, "");
      width += (probe.measureText(shown).width / probeSize) * (run.level === "base" ? 1 : scriptScale);
    }
    widths.set(key, width);
  }
  return width ?? 0;
}

/** Makes Vega lay text out as it was at build: by the advances of the page's own fonts. */
function useFontMetrics(): void {
  textMetrics.width = (item: TextItem, text) => {
    const shown = text === null || text === undefined ? "" : String(text).trim();
    const bold = item.fontWeight === "bold" || item.fontWeight === "bolder" || Number(item.fontWeight) > 500;
    return (item.fontSize ?? 11) * textWidth(shown, bold, item.fontStyle === "italic");
  };
}

Object.assign(transforms, general, views, encode);
useFontMetrics();

/** Draws a Vega specification into an element, as SVG, without `eval`. */
export async function draw({ vega, marks }: InteractiveDrawing, host: HTMLElement): Promise<VegaView> {
  const options: ViewOptions = {
    expr: expressionInterpreter,
    renderer: "svg",
    hover: false,
    tooltip: () => {},
  };
  const view = new View(await parsed(unpacked(vega) as Spec), options);
  // Vega looks the module up when it initializes a view
  renderModule("svg", cloudModule(marks));
  view.initialize(host);
  return view.runAsync();
}

async function parsed(spec: Spec): Promise<ReturnType<typeof parse>> {
  const read = () => parse(spec, undefined, { ast: true });
  try {
    return read();
  } catch {
    // Maps, regressions and other rarities: the whole of Vega registers what it adds
    await import("vega");
    return read();
  }
}
