import type { Element, Root } from "hast";
import { SKIP, visit } from "unist-util-visit";
import type { PaperContext } from "./context.ts";

interface Face {
  readonly family: string;
  readonly bold: boolean;
  readonly italic: boolean;
}

const upright: Face = { family: "Main", bold: false, italic: false };

/** What KaTeX's style sheet makes of a class; classes that are not here leave the font alone. */
const faces: Readonly<Record<string, Partial<Face>>> = {
  textrm: { family: "Main" },
  mainrm: { family: "Main", italic: false },
  textsf: { family: "SansSerif" },
  texttt: { family: "Typewriter" },
  mathnormal: { family: "Math", italic: true },
  mathit: { family: "Main", italic: true },
  textit: { italic: true },
  mathbf: { family: "Main", bold: true },
  textbf: { bold: true },
  boldsymbol: { family: "Math", italic: true, bold: true },
  amsrm: { family: "AMS" },
  mathbb: { family: "AMS" },
  textbb: { family: "AMS" },
  mathcal: { family: "Caligraphic" },
  mathfrak: { family: "Fraktur" },
  textfrak: { family: "Fraktur" },
  mathboldfrak: { family: "Fraktur", bold: true },
  textboldfrak: { family: "Fraktur", bold: true },
  mathtt: { family: "Typewriter" },
  mathscr: { family: "Script" },
  textscr: { family: "Script" },
  mathsf: { family: "SansSerif" },
  mathboldsf: { family: "SansSerif", bold: true },
  textboldsf: { family: "SansSerif", bold: true },
  mathitsf: { family: "SansSerif", italic: true },
  mathsfit: { family: "SansSerif", italic: true },
  textitsf: { family: "SansSerif", italic: true },
  size1: { family: "Size1" },
  size2: { family: "Size2" },
  size3: { family: "Size3" },
  size4: { family: "Size4" },
  "delim-size1": { family: "Size1" },
  "delim-size4": { family: "Size4" },
  "small-op": { family: "Size1" },
  "large-op": { family: "Size2" },
};

/** Classes that share a name with those above but set a size, not a font, unless one of these is beside them. */
const delimiters = ["delimsizing", "op-symbol"];

/** rehype plugin, after rehype-katex: which characters are set in which of KaTeX's fonts, so that only they ship. */
export function mathGlyphs(context: PaperContext) {
  return (tree: Root): void => {
    visit(tree, "element", (node) => {
      if (!classesOf(node).includes("katex-html")) return undefined;
      gather(node, upright, context.found.glyphs);
      return SKIP;
    });
  };
}

function gather(node: Element, inherited: Face, glyphs: Map<string, Set<string>>): void {
  const classes = classesOf(node);
  const sized = classes.some((name) => delimiters.includes(name));
  const changes = classes.filter((name) => sized || !/^size\d$/.test(name)).map((name) => faces[name]);
  const face: Face = Object.assign({}, inherited, ...changes);
  for (const child of node.children) {
    if (child.type === "element") gather(child, face, glyphs);
    else if (child.type === "text") {
      const name = fileName(face);
      const characters = glyphs.get(name) ?? new Set();
      for (const character of child.value) characters.add(character);
      glyphs.set(name, characters);
    }
  }
}

/** Name of KaTeX's font file; where a family lacks the style, the browser slants or thickens its regular face. */
function fileName({ family, bold, italic }: Face): string {
  if (family === "Math") return `KaTeX_Math-${bold ? "Bold" : ""}Italic`;
  if (/^(AMS|Size\d|Script|Typewriter)$/.test(family)) return `KaTeX_${family}-Regular`;
  if (family === "Main") return `KaTeX_Main-${`${bold ? "Bold" : ""}${italic ? "Italic" : ""}` || "Regular"}`;
  if (bold) return `KaTeX_${family}-Bold`;
  return `KaTeX_${family}-${italic && family === "SansSerif" ? "Italic" : "Regular"}`;
}

function classesOf(node: Element): readonly string[] {
  const { className } = node.properties;
  return Array.isArray(className) ? className.map(String) : [];
}
