import type { CitedWork } from "./cited-work.ts";
import type { Heading } from "./context.ts";
import type { Frontmatter } from "./frontmatter.ts";

/** A rendered paper, as pages and layouts read it. All HTML is our own, made from Markdown that may hold no HTML. */
export interface Paper extends Omit<Frontmatter, "abstract" | "credit" | "bibliography"> {
  readonly slug: string;
  /** HTML; links within it are relative to the article's page. */
  readonly abstract: string;
  /** The abstract without its markup, for descriptions. */
  readonly summary: string;
  /** HTML: what the paper reproduces, and whom it owes. */
  readonly credit: string | undefined;
  /** Sections for the table of contents, of depth 2 and 3. */
  readonly contents: readonly Heading[];
  /** In the order of the bibliography. */
  readonly cited: readonly CitedWork[];
  readonly experiments: readonly UsedExperiment[];
  /** Whether its page computes in the reader's browser. */
  readonly computes: boolean;
  readonly run: RunOfPaper;
}

/** An experiment that the prose or a figure of the paper draws on. */
export interface UsedExperiment {
  readonly id: string;
  readonly title: string;
  /** SHA-256 of the artifact. */
  readonly hash: string;
  readonly runs: number;
}

export interface RunOfPaper {
  readonly preset: string;
  readonly seed: number;
  /** Undefined outside a repository. */
  readonly commit: string | undefined;
}
