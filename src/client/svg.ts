import { setRuns, textRuns } from "../figures/rich-text.ts";

const namespace = "http://www.w3.org/2000/svg";

/** A new SVG element. Attributes are set one by one; there is no markup to inject anything into. */
export function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | number>> = {},
  children: readonly (Node | string)[] = [],
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** Children of an SVG text element: raised, lowered and italic runs as tspans, as in the drawings made at build. */
export function richText(text: string): (Node | string)[] {
  return setRuns(text).map(({ text: words, attributes }) =>
    Object.keys(attributes).length === 0 ? words : svg("tspan", attributes, [words]),
  );
}

/** The same for text outside of drawings: raised runs as `sup`, lowered ones as `sub`, italic ones as `i`. */
export function richHtml(text: string): (Node | string)[] {
  return textRuns(text).map(({ text: run, level, italic }) => {
    let node: Node | string = run;
    if (italic) node = wrap("i", node);
    if (level !== "base") node = wrap(level === "super" ? "sup" : "sub", node);
    return node;
  });
}

function wrap(name: string, child: Node | string): HTMLElement {
  const element = document.createElement(name);
  element.append(child);
  return element;
}
