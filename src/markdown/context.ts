import type { EvaluatedClaim } from "../engine/evaluate-claims.ts";
import type { ClaimReplications } from "../engine/replications.ts";
import type { AnyFigure } from "../figures/define.ts";
import type { RenderedFigure } from "../figures/render.ts";
import type { LiveDocument } from "../live/document.ts";
import type { Problems } from "./problems.ts";
import type { Bibliography } from "./reference.ts";

/** What prose may say about an experiment: its artifact and the parameters it was run with. */
export interface Evidence {
  readonly ids: readonly string[];
  /** Undefined when no experiment has this id. */
  artifact(id: string): unknown;
  params(id: string): unknown;
  /** SHA-256 of the artifact; undefined when no experiment has this id. */
  hash(id: string): string | undefined;
}

export interface DrawnFigure extends RenderedFigure {
  readonly id: string;
  readonly span: NonNullable<AnyFigure["span"]>;
  /** Whether a drawing has so many elements that a page with it would be slow. */
  readonly heavy: boolean;
  /** The experiments it is drawn from. */
  readonly experiments: readonly string[];
  /** Its own file, relative to the root. */
  readonly file: string;
  /** The local files it is drawn with, itself included. */
  readonly modules: readonly string[];
}

/**
 * How the drawings of a figure come to an article's page: as part of it; fetched into it, once it is read; or as pictures,
 * which are files that the page sees nothing of.
 */
export type Arrival = "in the page" | "fetched" | "pictures";

export interface PlacedFigure extends DrawnFigure {
  readonly arrival: Arrival;
}

export interface Heading {
  readonly depth: number;
  readonly id: string;
  readonly text: string;
}

/** What a cross reference may point at. */
export type Target =
  | { readonly kind: "figure"; readonly number: number }
  | { readonly kind: "equation"; readonly number: number }
  | { readonly kind: "table"; readonly number: number }
  | { readonly kind: "section"; readonly title: string };

/** What the experiments' claims came to, and what is done about a sentence that is not true. */
export interface ClaimSource {
  /** By `<experiment>.<claim>`. */
  readonly evaluated: ReadonlyMap<string, EvaluatedClaim>;
  /** What each found when the site was last published. */
  readonly before: ReadonlyMap<string, string>;
  /** How each fared with fresh seeds, by `<experiment>.<claim>`; undefined when there is no record of it. */
  readonly replications: ReadonlyMap<string, ClaimReplications> | undefined;
  /** The preset of the results. */
  readonly preset: string;
  /** Whether a sentence whose claim fails is a mistake; otherwise it is marked as refuted. */
  readonly refuse: boolean;
}

/** A sentence that says what a claim asserts. */
export interface CitedClaim {
  /** `<experiment>.<claim>` */
  readonly claim: string;
  /** As written. */
  readonly sentence: string;
  readonly line: number | undefined;
}

/** Where an artifact comes from, in short. */
export interface SourceSummary {
  /** `experiments/<id>/experiment.ts` */
  readonly entry: string;
  readonly runs: number;
  readonly seed: number;
  readonly fingerprint: string;
}

/** What is gathered while the prose is rendered. */
export interface Found {
  readonly figures: PlacedFigure[];
  /** Lines of the figures, by id. */
  readonly lines: Map<string, number>;
  /** The experiments that run in the reader's browser. */
  readonly live: LiveDocument[];
  readonly headings: Heading[];
  readonly targets: Map<string, Target>;
  /** Citation keys in order of first use. */
  readonly cited: Set<string>;
  readonly claims: CitedClaim[];
  /** Ids of the experiments that the prose or its figures draw on. */
  readonly experiments: Set<string>;
  /** Characters set in each of KaTeX's fonts, by font file name without extension. */
  readonly glyphs: Map<string, Set<string>>;
  /** Declarations of the classes that stand for style attributes of formulas. */
  readonly mathStyles: Map<string, string>;
}

/** Everything a Markdown plugin may use while one paper is rendered. */
export interface PaperContext {
  readonly evidence: Evidence;
  readonly claims: ClaimSource;
  readonly bibliography: Bibliography;
  readonly figureIds: readonly string[];
  /** Leaves style attributes of formulas as they are; otherwise classes stand for them. */
  readonly styleAttributes: boolean;
  /** The experiments that declare themselves fit for the reader's browser. */
  readonly liveIds: readonly string[];
  /** The document of a live experiment, which is one of `liveIds`. */
  liveDocument(id: string): Promise<LiveDocument>;
  /** Undefined when no experiment has this id. */
  sources(experiment: string): SourceSummary | undefined;
  /** Renders the figure of this id, which is one of `figureIds`. */
  renderFigure(id: string): Promise<DrawnFigure>;
  readonly problems: Problems;
  readonly found: Found;
}

/** What is gathered, before anything is. */
export function nothingFound(): Found {
  return {
    figures: [],
    lines: new Map(),
    live: [],
    headings: [],
    targets: new Map(),
    cited: new Set(),
    claims: [],
    experiments: new Set(),
    glyphs: new Map(),
    mathStyles: new Map(),
  };
}
