/**
 * Gives each formula a name that says in words what it shows, since a PDF has glyphs at places where the page has MathML:
 * “P sub k transposed”. What belongs together is closed where it could be misheard, as by “end root”. Runs in the browser,
 * and so refers to nothing outside itself.
 *
 * @param mark stands before each name
 */
export function speakFormulas({ mark }: { readonly mark: string }): void {
  const words: Readonly<Record<string, string>> = {
    "=": "equals",
    "≈": "is about",
    "≠": "is not equal to",
    "≡": "is identical to",
    "<": "is less than",
    ">": "is greater than",
    "≤": "is at most",
    "≥": "is at least",
    "≪": "is much less than",
    "≫": "is much greater than",
    "∝": "is proportional to",
    "∼": "is distributed as",
    "∈": "in",
    "⊂": "is part of",
    "→": "goes to",
    "⟶": "goes to",
    "↦": "maps to",
    "+": "plus",
    "−": "minus",
    "-": "minus",
    "±": "plus or minus",
    "×": "times",
    "⋅": "times",
    "·": "times",
    "⊗": "tensor",
    "∘": "after",
    "/": "over",
    "∑": "the sum",
    "∏": "the product",
    "∫": "the integral",
    "∂": "partial",
    "∇": "the gradient of",
    "∞": "infinity",
    "⋯": "dot dot dot",
    "…": "dot dot dot",
    "⋮": "dot dot dot",
    "(": "open paren",
    ")": "close paren",
    "[": "open bracket",
    "]": "close bracket",
    "{": "open brace",
    "}": "close brace",
    "⟨": "open angle",
    "⟩": "close angle",
    "|": "bar",
    "∣": "given",
    "⊤": "transposed",
    "∗": "star",
    "′": "prime",
    "†": "dagger",
    "!": "factorial",
    "%": "per cent",
    "\u2061": "of",
  };
  const powers: Readonly<Record<string, string>> = { "2": "squared", "3": "cubed" };
  const postfix: readonly string[] = ["⊤", "∗", "′", "†"];
  const accents: Readonly<Record<string, string>> = {
    "^": "hat",
    ˆ: "hat",
    "~": "tilde",
    "˜": "tilde",
    ˉ: "bar",
    "¯": "bar",
    "‾": "bar",
    "˙": "dot",
    "⃗": "vector",
  };
  const summing: readonly string[] = ["∑", "∏", "∫"];
  const text = (node: Element) => node.textContent.trim();
  /** Rows of one element are that element. */
  const unwrapped = (node: Element): Element => {
    const [only, ...more] = node.children;
    const wraps = ["mrow", "mstyle", "mpadded", "mtd"].includes(node.localName);
    return wraps && only !== undefined && more.length === 0 ? unwrapped(only) : node;
  };
  const isSimple = (node: Element) => unwrapped(node).children.length === 0;
  const joined = (parts: readonly string[]) => parts.filter((part) => part !== "").join(" ");

  /** Both ends of a norm are the same sign. */
  let inNorm = false;
  const token = (node: Element): string => {
    const sign = text(node);
    if (sign !== "∥" && sign !== "‖") return words[sign] ?? sign;
    inNorm = !inNorm;
    return inNorm ? "the norm of" : "end norm";
  };

  const below = (base: string, sub: Element) =>
    joined([base, "sub", say(sub), isSimple(sub) ? "" : "end sub"]);
  const above = (base: string, sup: Element) => {
    const sign = text(sup);
    if (postfix.includes(sign)) return joined([base, words[sign] ?? ""]);
    const power = powers[sign];
    if (power !== undefined) return joined([base, power]);
    return joined([base, "to the power", say(sup), isSimple(sup) ? "" : "end power"]);
  };

  const say = (node: Element): string => {
    const [first, second, third] = node.children;
    if (first === undefined) return token(node);
    switch (node.localName) {
      case "semantics":
        return say(first);
      case "mfrac":
        if (second === undefined) break;
        if (isSimple(first) && isSimple(second)) return joined([say(first), "over", say(second)]);
        return joined(["the fraction", say(first), "over", say(second), "end fraction"]);
      case "msqrt":
        return joined([
          "the square root of",
          row(node),
          second === undefined && isSimple(first) ? "" : "end root",
        ]);
      case "msub":
      case "munder":
        if (second === undefined) break;
        if (summing.includes(text(first)))
          return joined([say(first), text(first) === "∫" ? "from" : "over", say(second), "of"]);
        return below(say(first), second);
      case "msup":
        return second === undefined ? say(first) : above(say(first), second);
      case "mover": {
        if (second === undefined) break;
        const accent = accents[text(second)];
        return accent === undefined ? above(say(first), second) : joined([say(first), accent]);
      }
      case "msubsup":
      case "munderover":
        if (second === undefined || third === undefined) break;
        if (summing.includes(text(first)))
          return joined([say(first), "from", say(second), "to", say(third), "of"]);
        return above(below(say(first), second), third);
      case "mtable":
        return Array.from(node.children, line).join("; ");
      default:
    }
    return row(node);
  };
  const row = (node: Element) => joined(Array.from(node.children, say));
  /** Of a table; what numbers an equation stands in a cell of its own. */
  const line = (node: Element) => {
    const cells = Array.from(node.children, (cell) =>
      isSimple(cell) ? text(cell).replace(/^\((\d+)\)$/, ", equation $1") : row(cell),
    );
    return joined(cells);
  };

  for (const formula of document.querySelectorAll(".katex")) {
    const math = formula.querySelector("math");
    if (math === null) continue;
    inNorm = false;
    formula.setAttribute("role", "img");
    const said = row(math)
      .replaceAll(/\s+/g, " ")
      .replaceAll(/ (?=[,.;])/g, "")
      .replaceAll(/[,.;]+(?=, equation|; )/g, "");
    formula.setAttribute("aria-label", mark + said.trim());
  }
}
