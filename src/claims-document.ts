import type { Finding } from "./engine/claims.ts";
import type { RenderedPaper } from "./markdown/processor.ts";

/** Where a site keeps its claims, relative to its root. */
export const claimsFile = "claims.json";

/** The claims of a site, each with its verdict, evidence and the sentences that cite it. */
export interface ClaimsDocument {
  readonly format: 1;
  readonly preset: string;
  readonly claims: readonly StatedClaim[];
}

export type StatedClaim = Finding & {
  /** `<experiment>.<claim>` */
  readonly claim: string;
  /** How it fared with fresh seeds; absent when that is not known. */
  readonly replications?: {
    readonly held: number;
    readonly of: number;
    /** What has changed since: `code`, `params` or `claims` of the experiment. */
    readonly changed: readonly string[];
  };
  readonly cited: readonly {
    readonly paper: string;
    readonly file: string;
    readonly line: number | null;
    readonly sentence: string;
  }[];
};

/** All claims of all experiments, cited or not, as the text of a file. */
export function claimsDocument(preset: string, papers: ReadonlyMap<string, RenderedPaper>): string {
  const sites = [...papers.values()];
  const claims = [...(sites[0]?.claims ?? [])].map(([claim, { finding }]): StatedClaim => {
    const cited = sites.flatMap(({ paper, file, citedClaims }) =>
      citedClaims
        .filter((each) => each.claim === claim)
        .map(({ sentence, line = null }) => ({ paper: paper.slug, file, line, sentence })),
    );
    const known = sites[0]?.replications?.get(claim);
    const replications =
      known === undefined
        ? {}
        : { replications: { held: known.held, of: known.seeds.length, changed: known.changed } };
    return { claim, ...finding, ...replications, cited };
  });
  return `${JSON.stringify({ format: 1, preset, claims } satisfies ClaimsDocument, null, 1)}\n`;
}
