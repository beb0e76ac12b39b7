import { createHighlighterCore, type HighlighterCore, type ThemeRegistration } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";

/** The kinds of token that are told apart, by the class that `code.css` gives a colour to; others are plain. */
const scopes: Readonly<Record<string, readonly string[]>> = {
  c: ["comment", "punctuation.definition.comment"],
  s: ["string", "punctuation.definition.string", "punctuation.definition.template-expression"],
  n: ["constant.numeric", "constant.language", "constant.character", "constant.other"],
  k: [
    "keyword.control",
    "storage.type",
    "storage.modifier",
    "keyword.operator.new",
    "keyword.operator.expression",
  ],
  f: ["entity.name.function", "support.function"],
  t: ["entity.name.type", "support.type", "support.class"],
};
const names = Object.keys(scopes);

/** Colours that stand for the kinds, which is all that a theme can tell. */
const colourOf = (index: number): string => `#${String(index + 1).padStart(6, "0")}`;
const classes = new Map(names.map((name, index) => [colourOf(index), name]));

const theme: ThemeRegistration = {
  name: "kinds",
  type: "light",
  fg: "#000000",
  bg: "#ffffff",
  settings: [
    { settings: { foreground: "#000000" } },
    ...Object.values(scopes).map((scope, index) => ({
      scope: [...scope],
      settings: { foreground: colourOf(index) },
    })),
    { scope: ["meta.template.expression"], settings: { foreground: "#000000" } },
  ],
};

let started: Promise<HighlighterCore> | undefined;

function highlighter(): Promise<HighlighterCore> {
  started ??= createHighlighterCore({
    themes: [theme],
    langs: [import("shiki/langs/typescript.mjs")],
    engine: createJavaScriptRegexEngine(),
  });
  return started;
}

/** TypeScript as HTML, one string per line: escaped text in spans whose classes say what it is, without a colour. */
export async function highlight(source: string): Promise<readonly string[]> {
  const { codeToTokensBase } = await highlighter();
  const lines = codeToTokensBase(source.replace(/\n$/, ""), {
    lang: "typescript",
    theme: "kinds",
    // What takes long on a busy machine would otherwise stay uncoloured there, and the site have other bytes
    tokenizeTimeLimit: 0,
  });
  return lines.map((tokens) => {
    const spans: { readonly name: string | undefined; text: string }[] = [];
    for (const { content, color } of tokens) {
      const name = classes.get(color ?? "");
      const last = spans.at(-1);
      // Neighbours of one kind are one, and blanks have no colour
      if (last !== undefined && (last.name === name || content.trim() === "")) last.text += content;
      else spans.push({ name, text: content });
    }
    return spans.map(({ name, text }) => span(name, text)).join("");
  });
}

function span(name: string | undefined, text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return name === undefined ? escaped : `<span class="${name}">${escaped}</span>`;
}
