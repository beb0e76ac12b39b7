import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const packages = createRequire(import.meta.url);
/** Resolves from where rehype-katex stands: formulas need the style sheet and fonts of the KaTeX that sets them. */
const renderer = createRequire(packages.resolve("rehype-katex"));

/** One font file of a package, and the CSS that names it. */
export interface Face {
  readonly family: string;
  readonly weight: 400 | 600 | 700;
  readonly style: "normal" | "italic";
  /** Short name for the file the site ships. */
  readonly name: string;
  /** Path of the woff2 file. */
  readonly file: string;
}

const scripts = ["latin", "latin-ext", "greek"] as const;

function family(
  name: string,
  slug: string,
  styles: readonly (readonly [400 | 600, "normal" | "italic"])[],
): Face[] {
  return styles.flatMap(([weight, style]) =>
    scripts.map((script) => ({
      family: name,
      weight,
      style,
      name: `${slug}-${script}-${weight}${style === "italic" ? "-italic" : ""}`,
      file: packages.resolve(`@fontsource/${slug}/files/${slug}-${script}-${weight}-${style}.woff2`),
    })),
  );
}

/** Faces for text; each character comes from the first face of its style that has it. */
export const textFaces: readonly Face[] = [
  ...family("Source Serif 4", "source-serif-4", [
    [400, "normal"],
    [400, "italic"],
    [600, "normal"],
  ]),
  ...family("IBM Plex Sans", "ibm-plex-sans", [
    [400, "normal"],
    [400, "italic"],
    [600, "normal"],
  ]),
];

/** KaTeX's face of this file name, such as `KaTeX_Math-Italic`. */
export function mathFace(file: string): Face {
  const [family = file, style = "Regular"] = file.split("-");
  return {
    family,
    weight: style.startsWith("Bold") ? 700 : 400,
    style: style.endsWith("Italic") ? "italic" : "normal",
    name: file.toLowerCase().replace("_", "-"),
    file: renderer.resolve(`katex/dist/fonts/${file}.woff2`),
  };
}

/** Files of every package that fonts and style sheets are taken from. */
export function fontSources(): readonly string[] {
  return [...textFaces.map(({ file }) => file), renderer.resolve("katex/dist/katex.min.css")];
}

/** KaTeX's style sheet without its fonts: the site ships those that it uses. */
export function mathStyles(): string {
  return readFileSync(renderer.resolve("katex/dist/katex.min.css"), "utf8").replace(
    /@font-face\{[^}]*\}/g,
    "",
  );
}
