import { readFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { AstroConfig } from "astro";
import { UserError } from "../engine/errors.ts";
import { type EvaluatedClaim, evaluateClaims } from "../engine/evaluate-claims.ts";
import { idPattern } from "../engine/fields.ts";
import { evaluateQuantities } from "../engine/quantities.ts";
import { type ClaimReplications, claimReplications } from "../engine/replications.ts";
import type { ArtifactRecord, Results } from "../engine/results.ts";
import { isLive, liveDocument } from "../live/load.ts";
import { emptyBibliography, readBibliography } from "./bibliography.ts";
import {
  type CitedClaim,
  type Found,
  nothingFound,
  type PaperContext,
  type PlacedFigure,
  type SourceSummary,
} from "./context.ts";
import { readEvidence } from "./evidence.ts";
import { figureSource } from "./figure-source.ts";
import { lineOfKey, parseFrontmatter } from "./frontmatter.ts";
import { lastFound } from "./last-claims.ts";
import type { Paper, UsedExperiment } from "./paper.ts";
import { renderBody, renderSentences, type Sentences, type SharedOptions } from "./pipeline.ts";
import { gatherProblems, throwProblems } from "./problems.ts";
import { withQuantities } from "./quantities.ts";

type MarkdownProcessor = AstroConfig["markdown"]["processor"];

export interface RenderedPaper {
  readonly paper: Paper;
  readonly figures: readonly PlacedFigure[];
  readonly live: Found["live"];
  readonly html: string;
  readonly glyphs: Found["glyphs"];
  readonly mathStyles: Found["mathStyles"];
  /** Relative to the root. */
  readonly file: string;
  /** The sentences that say what claims assert. */
  readonly citedClaims: readonly CitedClaim[];
  /** All claims of all experiments, by `<experiment>.<claim>`. */
  readonly claims: ReadonlyMap<string, EvaluatedClaim>;
  /** How they fared with fresh seeds; undefined when there is no record of it. */
  readonly replications: ReadonlyMap<string, ClaimReplications> | undefined;
}

export interface PaperProcessor extends MarkdownProcessor {
  /** The papers rendered last, by slug. */
  readonly papers: ReadonlyMap<string, RenderedPaper>;
}

export interface ProcessorOptions {
  readonly root: string;
  readonly preset: string;
  readonly commit: string | undefined;
  /** Publishes a sentence whose claim fails, marked as refuted, instead of refusing it. */
  readonly publishRefuted: boolean;
  /** Leaves all papers out: for `astro check`, which loads content for its types, and needs no results. */
  readonly typesOnly: boolean;
  /** Leaves style attributes of formulas as they are: where formulas change while the style sheet does not. */
  readonly styleAttributes: boolean;
}

/**
 * Astro's Markdown processor for `content/<paper>/index.md`: each rendering reads the results, bibliography and figures
 * anew. The paper comes back as `metadata.frontmatter.paper`.
 */
export function paperProcessor(options: ProcessorOptions): PaperProcessor {
  const papers = new Map<string, RenderedPaper>();
  return {
    name: "reprise",
    options: {},
    papers,
    async createRenderer(shared) {
      return {
        async render(body, { fileURL, frontmatter } = {}) {
          if (fileURL === undefined) throw new Error("prose is rendered from files only");
          if (options.typesOnly) return nothing;
          const rendered = await renderPaper(fileURLToPath(fileURL), body, frontmatter, options, shared);
          papers.set(rendered.paper.slug, rendered);
          return {
            code: rendered.html,
            metadata: {
              headings: [],
              localImagePaths: [],
              remoteImagePaths: [],
              frontmatter: { paper: rendered.paper },
            },
          };
        },
      };
    },
  };
}

const nothing = {
  code: "",
  metadata: { headings: [], localImagePaths: [], remoteImagePaths: [], frontmatter: {} },
};

const nothingSaid: Sentences = { html: "", text: "" };

async function renderPaper(
  path: string,
  body: string,
  data: unknown,
  { root, preset, commit, publishRefuted, styleAttributes }: ProcessorOptions,
  shared: SharedOptions,
): Promise<RenderedPaper> {
  const folder = dirname(path);
  const file = relative(root, path).replaceAll("\\", "/");
  const source = await readFile(path, "utf8");
  const { abstract, credit, bibliography, ...front } = parseFrontmatter(data, file, source);
  const evidence = readEvidence(root, preset);
  const figures = await figureSource(root, folder, evidence);
  const problems = gatherProblems();
  const claims = await evaluateClaims(root, evidence);
  const replications = await claimReplications(root, preset, evidence.results.artifacts);
  const context: PaperContext = {
    evidence: withQuantities(evidence, await evaluateQuantities(root, evidence)),
    // Only the paper preset is held to what the article says
    claims: {
      evaluated: claims,
      before: lastFound(root),
      replications,
      preset,
      refuse: preset === "paper" && !publishRefuted,
    },
    bibliography:
      bibliography === undefined
        ? emptyBibliography
        : await readBibliography(root, join(dirname(file), bibliography)),
    figureIds: figures.ids,
    styleAttributes,
    liveIds: evidence.ids.filter((id) => isLive(root, id)),
    liveDocument: (id) =>
      liveDocument(root, id, {
        artifact: evidence.artifact(id),
        params: evidence.params(id),
        seed: evidence.results.seed,
      }),
    sources: (id) => sourceSummary(evidence.results.artifacts[id]),
    renderFigure: figures.render,
    problems,
    found: nothingFound(),
  };
  const sentences = (key: string, markdown: string) =>
    renderSentences(markdown, { ...context, problems: problems.below(linesBefore(key, source)) }, shared);
  let renderedAbstract = nothingSaid;
  let renderedCredit: Sentences | undefined;
  const above = source.split("\n").length - body.split("\n").length;
  const html = await renderBody(body, { ...context, problems: problems.below(above) }, shared, async () => {
    renderedAbstract = await sentences("abstract", abstract);
    renderedCredit = credit === undefined ? undefined : await sentences("credit", credit);
  });
  throwProblems(file, problems.found);

  const { found } = context;
  const paper: Paper = {
    ...front,
    slug: checkedSlug(front.slug ?? basename(folder), file),
    abstract: renderedAbstract.html,
    summary: renderedAbstract.text,
    credit: renderedCredit?.html,
    contents: found.headings.filter(({ depth }) => depth <= 3),
    cited: context.bibliography.sorted(found.cited).map(({ work }) => work),
    experiments: usedExperiments(found, evidence.results),
    computes: found.live.length > 0,
    run: { preset, seed: evidence.results.seed, commit },
  };
  const { figures: placed, live, glyphs, mathStyles, claims: citedClaims } = found;
  return { paper, figures: placed, live, html, glyphs, mathStyles, file, citedClaims, claims, replications };
}

/** Lines of the file above the first line of this key's text. */
function linesBefore(key: string, source: string): number {
  const line = lineOfKey([key], source) ?? 1;
  const isBlock = /:\s*[|>][+-]?\d?\s*$/.test(source.split(/\r?\n/)[line - 1] ?? "");
  return isBlock ? line : line - 1;
}

function sourceSummary(record: ArtifactRecord | undefined): SourceSummary | undefined {
  if (record === undefined) return undefined;
  const { fingerprint, provenance } = record;
  return { fingerprint, entry: provenance.code.entry, runs: provenance.runs.length, seed: provenance.seed };
}

function usedExperiments(found: Found, results: Results): readonly UsedExperiment[] {
  return [...found.experiments].sort().flatMap((id) => {
    const record = results.artifacts[id];
    if (record === undefined) return [];
    return [{ id, title: record.title, hash: record.hash, runs: record.provenance.runs.length }];
  });
}

/** Addresses the site itself needs. */
const reserved: readonly string[] = ["artifacts", "code", "fonts", "live", "scripts", "404", "index"];

function checkedSlug(slug: string, file: string): string {
  if (reserved.includes(slug) || !idPattern.test(slug)) {
    throw new UserError({
      what: `“${slug}” cannot be the address of a paper`,
      where: file,
      fix: "Give it another with `slug: …` in the frontmatter: lower-case words joined by hyphens.",
    });
  }
  return slug;
}
