import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import subsetFont from "subset-font";
import { type Face, fontFile, type Subset } from "./metrics.ts";

/** Pixels of the picture for each CSS pixel of the figure: sharp in a slide and on paper. */
const scale = 2;

const family = "IBM Plex Sans";
const faces: readonly Face[] = [
  { weight: 400, italic: false },
  { weight: 600, italic: false },
  { weight: 400, italic: true },
];
const subsets: readonly Subset[] = ["latin", "latin-ext", "greek"];

/** Names in a font that say which family it belongs to, and as which style: by them the weights of a family are found. */
const preserveNameIds = [16, 17];

const renderer = join(createRequire(import.meta.url).resolve("@resvg/resvg-wasm"), "../index_bg.wasm");
const fontFiles = faces.flatMap((face) => subsets.map((subset) => fontFile(subset, face)));

/** Everything besides the drawing that decides what `drawPng` returns: the renderer, the fonts and the scale. */
export async function pngInputs(): Promise<readonly (string | Uint8Array)[]> {
  return [
    JSON.stringify([scale, preserveNameIds]),
    ...(await Promise.all([renderer, ...fontFiles].map((file) => readFile(file)))),
  ];
}

/**
 * A figure that stands alone, such as one of `standaloneSvg`, as a PNG file with twice its width in pixels. Drawn with the
 * fonts that the site ships and with no other, so that it is the same on every machine.
 */
export function drawPng(svg: string): Promise<Uint8Array> {
  return draw(svg, { zoom: scale, fontFiles });
}

/**
 * Any drawing as a PNG file, of its own size.
 *
 * @param further WOFF2 files of fonts that it uses besides those of figures
 */
export function drawPicture(svg: string, further: readonly string[]): Promise<Uint8Array> {
  return draw(svg, { zoom: 1, fontFiles: [...fontFiles, ...further] });
}

interface Drawing {
  readonly zoom: number;
  readonly fontFiles: readonly string[];
}

async function draw(svg: string, { zoom, fontFiles }: Drawing): Promise<Uint8Array> {
  ready ??= readFile(renderer).then((wasm) => initWasm(wasm));
  await ready;
  const fontBuffers = await Promise.all(fontFiles.map(fontOf));
  const font = { fontBuffers, defaultFontFamily: family, sansSerifFamily: family };
  const drawing = new Resvg(svg, { fitTo: { mode: "zoom", value: zoom }, font });
  const image = drawing.render();
  try {
    return image.asPng();
  } finally {
    image.free();
    drawing.free();
  }
}

/** Whether the renderer is started, which can be done once. */
let ready: Promise<void> | undefined;

const fonts = new Map<string, Promise<Uint8Array>>();

/** A font as the renderer reads it, which knows no WOFF2. */
function fontOf(file: string): Promise<Uint8Array> {
  const font = fonts.get(file) ?? readFile(file).then(sfnt);
  fonts.set(file, font);
  return font;
}

/** All of a font but its compression. */
function sfnt(font: Uint8Array): Promise<Uint8Array> {
  const basicPlane = Array.from({ length: 0xd800 }, (_, code) => String.fromCharCode(code)).join("");
  return subsetFont(font, basicPlane, { targetFormat: "sfnt", preserveNameIds });
}
