import type { ElementContent } from "hast";
import type { CitedWork } from "./cited-work.ts";

export interface Reference {
  readonly key: string;
  /** In brackets: “Saxe et al.”, “Pennington & Ganguli”. */
  readonly authors: string;
  /** As part of a sentence: “Pennington and Ganguli”. */
  readonly authorsInText: string;
  /** “2014”, “2014a” where the authors have two of that year, “n.d.” without one. */
  readonly year: string;
  /** The whole entry in APA style. */
  readonly entry: readonly ElementContent[];
  readonly work: CitedWork;
}

export interface Bibliography {
  /** Relative to the project root; undefined when the paper names none. */
  readonly file: string | undefined;
  readonly keys: readonly string[];
  get(key: string): Reference | undefined;
  /** Those of `keys`, in the order of a bibliography. */
  sorted(keys: ReadonlySet<string>): readonly Reference[];
}
