import type { TextDirective } from "mdast-util-directive";
import { suggestion } from "../engine/nearest.ts";
import { type ClaimReplications, replicationsFile } from "../engine/replications.ts";
import { written } from "../engine/significant.ts";
import type { ClaimSource, PaperContext } from "./context.ts";
import { attributesOf, become } from "./directive.ts";

/**
 * `:replicated[experiment.claim]`, or `[claim]` where one experiment alone has it: in how many of how many replications the
 * claim held, as “5 of 5”. `:replicated[seeds]`, `[claims]`, `[held]`, `[refuted]`, `[undecided]` and `[failed]` count
 * replications, and the claims that were replicated, that held in every one, that were refuted, that were undecided and whose
 * experiment failed in some.
 */
export function replicated(node: TextDirective, label: string, context: PaperContext): void {
  attributesOf(node, [], context);
  const found = lookUp(label, context.claims);
  if ("problem" in found) {
    context.problems.report(node, found.problem, found.fix);
    return;
  }
  const { text, among } = found;
  const earlier = among.some(({ changed }) => changed.length > 0) ? " (of an earlier version)" : "";
  const properties = { className: ["value"], title: `${label} in ${replicationsFile}` };
  become(node, "span", properties, [{ type: "text", value: `${text}${earlier}` }]);
}

interface Counted {
  readonly text: string;
  /** What it is counted in. */
  readonly among: readonly ClaimReplications[];
}

const totals: Readonly<Record<string, (all: readonly ClaimReplications[]) => number>> = {
  seeds: (all) => Math.min(...all.map(({ seeds }) => seeds.length)),
  claims: (all) => all.length,
  held: (all) => all.filter(({ held, seeds }) => held === seeds.length).length,
  refuted: (all) => all.filter((each) => each.refuted > 0).length,
  undecided: (all) => all.filter((each) => each.undecided > 0).length,
  failed: (all) => all.filter((each) => failures(each) > 0).length,
};

/** Replications in which the experiment failed. */
function failures({ seeds, held, refuted, undecided }: ClaimReplications): number {
  return seeds.length - held - refuted - undecided;
}

function lookUp(
  label: string,
  { replications, evaluated }: ClaimSource,
): Counted | { readonly problem: string; readonly fix: string } {
  const fix = "Run `npm run replicate -- --update-record`, and commit the file.";
  if (replications === undefined || replications.size === 0) {
    return { problem: `there is no record of replications, ${replicationsFile}`, fix };
  }
  const all = [...replications.values()];
  const total = Object.hasOwn(totals, label) ? totals[label] : undefined;
  if (total !== undefined) return { text: String(total(all)), among: all };
  const matching = [...evaluated].filter(([name, { id }]) => name === label || id === label);
  const [[name] = [label], another] = matching;
  const known = replications.get(name);
  if (known !== undefined && another === undefined) {
    return { text: `${known.held} of ${known.seeds.length}`, among: [known] };
  }
  if (another !== undefined) {
    const full = matching.map(([each]) => `\`:replicated[${each}]\``).join(" or ");
    return { problem: `more than one experiment has a claim “${label}”`, fix: `Write ${full}.` };
  }
  if (matching.length > 0) return { problem: `the claim “${name}” was not replicated yet`, fix };
  const names = [...Object.keys(totals), ...replications.keys()];
  return { problem: `there is no claim “${label}” that was replicated`, fix: suggestion(label, names) };
}

/** How a claim fared in the last replications, in a sentence; `preset` is that of the results beside it. */
export function replicationSentence(claim: ClaimReplications, preset: string): string {
  const { held, refuted, undecided, seeds, effect, effects } = claim;
  const failed = failures(claim);
  const tally = [
    `held in ${held} of ${seeds.length}`,
    ...(refuted > 0 ? [`refuted in ${refuted}`] : []),
    ...(undecided > 0 ? [`undecided in ${undecided}`] : []),
    ...(failed > 0 ? [`could not be computed in ${failed}`] : []),
  ].join(", ");
  const sizes = effects.filter((size) => size !== null);
  const [least, most] = [written(Math.min(...sizes)), written(Math.max(...sizes))];
  const range =
    effect === null || sizes.length === 0
      ? ""
      : `; ${effect} ${least === most ? least : `${least} to ${most}`}`;
  const version =
    claim.changed.length > 0
      ? " of an earlier version"
      : claim.preset === preset
        ? ""
        : ` of the preset ${claim.preset}`;
  return `With fresh seeds${version} it ${tally}${range}.`;
}
