import { unified } from "@astrojs/markdown-remark";
import type { AstroConfig } from "astro";
import rehypeKatex from "rehype-katex";
import remarkDirective from "remark-directive";
import remarkMath from "remark-math";
import { alignedNumbers } from "./aligned-numbers.ts";
import type { PaperContext } from "./context.ts";
import { tooDeep } from "./depth.ts";
import { directives } from "./directives.ts";
import { figures } from "./figure.ts";
import { mathGlyphs } from "./glyphs.ts";
import { headings } from "./headings.ts";
import { links } from "./links.ts";
import { liveExperiments } from "./live.ts";
import { equations, mathProblems, mathValues } from "./math.ts";
import { mathStyles } from "./math-styles.ts";
import { plainProse } from "./plain-prose.ts";
import { plainText } from "./plain-text.ts";
import { references } from "./references.ts";
import { numberedTables, tables } from "./tables.ts";
import { unbrokenMath } from "./unbroken-math.ts";

export type SharedOptions = Parameters<AstroConfig["markdown"]["processor"]["createRenderer"]>[0];

/**
 * Prose into HTML:
 *
 *   Markdown → plain prose → numbers in formulas → headings, equations, figures are numbered → directives are resolved
 *     → HTML tree → formulas are set → their glyphs are noted → references are appended → HTML
 *
 * Mistakes are gathered in `context.problems`, never thrown, so that one build shows all of them.
 *
 * @param beforeReferences renders what may refer to the text and cite: figures, tables and sections are known by then, and
 *   the references are yet to be written
 */
export async function renderBody(
  markdown: string,
  context: PaperContext,
  shared: SharedOptions,
  beforeReferences: () => Promise<void> = async () => {},
): Promise<string> {
  const renderer = await unified({
    remarkPlugins: [
      ...inlineProse(context),
      () => numberedTables(context),
      () => headings(context),
      () => equations(context),
      () => figures(context),
      () => liveExperiments(context),
      tables,
      () => directives(context),
    ],
    rehypePlugins: [...formulas(context), alignedNumbers, () => beforeReferences, () => references(context)],
    remarkRehype: {
      footnoteLabel: "Notes",
      footnoteLabelProperties: {},
      footnoteBackLabel: (index: number) => `Back to the text at note ${index + 1}`,
      clobberPrefix: "",
    },
    smartypants: { dashes: "oldschool" },
  }).createRenderer(shared);
  return rendered(renderer, markdown, context);
}

/** What a sentence may hold wherever it stands, made into nodes that all later steps know. */
function inlineProse(context: PaperContext) {
  return [
    remarkMath,
    remarkDirective,
    () => plainProse(context),
    () => mathValues(context),
    () => links(context),
  ];
}

export interface Sentences {
  readonly html: string;
  readonly text: string;
}

/** A few sentences of the frontmatter into HTML and into plain text. */
export async function renderSentences(
  markdown: string,
  context: PaperContext,
  shared: SharedOptions,
): Promise<Sentences> {
  let text = "";
  const renderer = await unified({
    remarkPlugins: [...inlineProse(context), () => directives(context)],
    rehypePlugins: [
      ...formulas(context),
      () =>
        plainText((found) => {
          text = found;
        }),
    ],
    smartypants: { dashes: "oldschool" },
  }).createRenderer(shared);
  const html = await rendered(renderer, markdown, context);
  return { html, text };
}

/** The HTML; text that is nested too deeply becomes a problem, and no HTML. */
async function rendered(
  renderer: { render(markdown: string): Promise<{ readonly code: string }> },
  markdown: string,
  { problems }: PaperContext,
): Promise<string> {
  if (tooDeep(markdown, problems)) return "";
  try {
    return (await renderer.render(markdown)).code;
  } catch (error) {
    // So says the language when the stack is full, whatever filled it
    if (!(error instanceof RangeError) || !/call stack/.test(error.message)) throw error;
    problems.report(undefined, "the text is nested too deeply", "Write it flatter.");
    return "";
  }
}

function formulas(context: PaperContext) {
  const katex: [typeof rehypeKatex, object] = [
    rehypeKatex,
    { output: "htmlAndMathml", strict: "error", trust: false },
  ];
  return [
    katex,
    () => mathProblems(context),
    () => mathGlyphs(context),
    ...(context.styleAttributes ? [] : [() => mathStyles(context)]),
    unbrokenMath,
  ];
}
