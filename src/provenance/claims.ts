import { claimsFileOf } from "../code/code-pages.ts";
import type { Finding } from "../engine/claims.ts";
import type { RenderedPaper } from "../markdown/processor.ts";
import { replicationSentence } from "../markdown/replicated.ts";
import { relinked } from "./relink.ts";

/** A claim as the reproducibility page tells of it. */
export interface ListedClaim {
  readonly experiment: string;
  readonly id: string;
  readonly finding: Finding;
  /** The sentences that say so: HTML with links from the page, and the place in the article. */
  readonly sentences: readonly { readonly html: string; readonly anchor: string }[];
  /** How it fared with fresh seeds; undefined when that is not known. */
  readonly replications: string | undefined;
  readonly file: string;
  /** Where the predicate begins; undefined when it is written in a way that hides its name. */
  readonly line: number | undefined;
}

/** All claims about the paper's experiments, those that its text states first in the order of the text. */
export function listedClaims({ paper, html, claims, replications }: RenderedPaper): readonly ListedClaim[] {
  const stated = sentencesIn([paper.abstract, paper.credit ?? "", html].join("\n"));
  const order = [...stated.keys()];
  const used = new Set(paper.experiments.map(({ id }) => id));
  const place = ({ experiment, id }: { readonly experiment: string; readonly id: string }) => {
    const index = order.indexOf(`claim-${experiment}-${id}`);
    return index < 0 ? order.length : index;
  };
  const replicated = (name: string) => {
    const known = replications?.get(name);
    return known === undefined ? undefined : replicationSentence(known, paper.run.preset);
  };
  return [...claims.values()]
    .filter(({ experiment }) => used.has(experiment))
    .toSorted((a, b) => place(a) - place(b))
    .map(({ experiment, id, finding, line }) => ({
      experiment,
      id,
      finding,
      sentences: [...stated].flatMap(([anchor, sentence]) =>
        anchor === `claim-${experiment}-${id}` || isRepetition(anchor, experiment, id, order)
          ? [{ anchor, html: relinked(sentence, "../") }]
          : [],
      ),
      replications: replicated(`${experiment}.${id}`),
      file: claimsFileOf(experiment),
      line,
    }));
}

/** Whether the anchor is of a second or later sentence of the claim, and not of a claim whose name ends in a number. */
function isRepetition(anchor: string, experiment: string, id: string, all: readonly string[]): boolean {
  const first = `claim-${experiment}-${id}`;
  return (
    all.includes(first) && anchor.startsWith(`${first}-`) && /^[2-9]$/.test(anchor.slice(first.length + 1))
  );
}

/** The sentences that state claims, by their ids, without the marks. */
function sentencesIn(html: string): ReadonlyMap<string, string> {
  return new Map(
    Array.from(
      html.matchAll(/<span class="claim claim-[a-z]+" id="([^"]+)">([\s\S]*?)<span class="claim-mark">/g),
      ([, id = "", sentence = ""]) => [id, sentence],
    ),
  );
}
