import type { Finding } from "../../src/engine/claims.ts";
import type { EvaluatedClaim } from "../../src/engine/evaluate-claims.ts";
import { bibliographyOf, parseReferences } from "../../src/markdown/bibliography.ts";
import type { DrawnFigure, Evidence, PaperContext } from "../../src/markdown/context.ts";
import { nothingFound } from "../../src/markdown/context.ts";
import { renderBody } from "../../src/markdown/pipeline.ts";
import { gatherProblems, type Problem } from "../../src/markdown/problems.ts";

const artifacts: Readonly<Record<string, unknown>> = {
  darts: {
    mean: 2.34567,
    se: 0.0123,
    tiny: 3.3e-4,
    tinySe: 1.2e-5,
    count: 12_345,
    negative: -0.5,
    curve: [{ mean: 1.5 }, { mean: 2.5 }],
    word: '<b>bold</b> & "quoted"',
  },
};
const params: Readonly<Record<string, unknown>> = { darts: { throws: 1000, rate: 5e-4 } };

const evidence: Evidence = {
  ids: Object.keys(artifacts),
  artifact: (id) => artifacts[id],
  params: (id) => params[id],
  hash: () => undefined,
};

const bibliography = `
@article{saxe2014, author = {Saxe, Andrew M. and McClelland, James L. and Ganguli, Surya}, title = {Exact solutions}, journal = {ICLR}, year = {2014}, doi = {10.1000/xyz}}
@article{metropolis1949, author = {Metropolis, Nicholas and Ulam, Stanislaw}, title = {The Monte Carlo Method}, journal = {JASA}, year = {1949}, pages = {335--341}}
@misc{twin1, author = {Doe, Jane}, title = {One}, year = {2001}}
@misc{twin2, author = {Doe, Jane}, title = {Another}, year = {2001}}
@misc{hostile, author = {<script>alert(1)</script>, X.}, title = {A <img src=x onerror=alert(1)> title <i>set</i> & more}, year = {2020}}
`;

function figure(id: string): DrawnFigure {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" width="10" height="10"><text>${id}</text></svg>`;
  return {
    id,
    span: "wide",
    heavy: id === "errors",
    experiments: ["darts"],
    file: `content/paper/figures/${id}.ts`,
    modules: [`content/paper/figures/${id}.ts`],
    wide: svg,
    narrow: svg,
    title: id,
    description: id,
    table: {
      columns: [
        { key: "name", label: "Name" },
        { key: "size", label: "Size" },
      ],
      rows: [
        { name: "<b>one</b>", size: 0.5 },
        { name: "two", size: 12.25 },
      ],
    },
    csv: "",
    spec: { wide: {}, narrow: {} },
    interactive: { wide: [], narrow: [] },
  };
}

/** `darts.fall-short` fails, `darts.too-few` is undecided, and two experiments have a claim `hit`. */
const claims = new Map<string, EvaluatedClaim>(
  (
    [
      ["darts", "hit", "holds"],
      ["darts", "fall-short", "fails"],
      ["darts", "too-few", "undecided"],
      ["arrows", "hit", "holds"],
    ] as const
  ).map(([experiment, id, verdict]) => {
    const numbers = { predicate: `${id} in words`, expected: "A < B", found: "A 1 ± 0.1, B 2 ± 0.1", n: 10 };
    const test = { name: "paired t test", t: 12.3456, degreesOfFreedom: 9, p: 6.14e-7, level: 0.01 };
    const finding: Finding =
      verdict === "undecided"
        ? { ...numbers, verdict, reason: "A test needs at least two runs." }
        : { ...numbers, verdict, test, effect: { name: "Cohen’s d", value: 3.9 } };
    return [`${experiment}.${id}`, { experiment, id, finding }];
  }),
);

/** A context with one experiment, five references and the figures `throws` and `errors`. */
export function testContext(
  refuse = true,
  replications: PaperContext["claims"]["replications"] = undefined,
): PaperContext {
  return {
    evidence,
    claims: {
      evaluated: claims,
      before: new Map([["darts.fall-short", "A 1, B 0.5"]]),
      replications,
      preset: "paper",
      refuse,
    },
    bibliography: bibliographyOf(parseReferences(bibliography, "references.bib"), "references.bib"),
    figureIds: ["errors", "throws"],
    styleAttributes: false,
    liveIds: ["darts"],
    liveDocument: async (experiment) => ({
      experiment,
      seed: 1,
      controls: {},
      plots: {},
      advice: {},
      settings: {},
      published: [],
    }),
    sources: (id) =>
      id === "darts"
        ? { entry: "experiments/darts/experiment.ts", runs: 3, seed: 1, fingerprint: "f".repeat(64) }
        : undefined,
    renderFigure: async (id) => figure(id),
    problems: gatherProblems(),
    found: nothingFound(),
  };
}

export interface Rendered {
  readonly html: string;
  readonly problems: readonly Problem[];
  readonly context: PaperContext;
}

/** Prose through the whole pipeline. */
export async function render(markdown: string, context = testContext()): Promise<Rendered> {
  const html = await renderBody(markdown, context, { syntaxHighlight: false });
  return { html, problems: context.problems.found, context };
}

/** The single problem of this prose, as `line: what fix`. */
export async function problemOf(markdown: string): Promise<string> {
  const { problems } = await render(markdown);
  if (problems.length !== 1) throw new Error(`${problems.length} problems: ${JSON.stringify(problems)}`);
  const [problem] = problems;
  return `${problem?.line}: ${problem?.what} ${problem?.fix ?? ""}`;
}
