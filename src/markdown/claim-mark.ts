import type { ElementContent } from "hast";
import { codeAddress } from "../addresses.ts";
import type { Finding } from "../engine/claims.ts";
import type { EvaluatedClaim } from "../engine/evaluate-claims.ts";
import { testInWords } from "../engine/ordered-means.ts";
import type { ClaimReplications } from "../engine/replications.ts";
import { written } from "../engine/significant.ts";
import { element } from "./element.ts";
import { outcome, unbroken } from "./evidence-words.ts";
import { replicationSentence } from "./replicated.ts";

const verdicts: Readonly<Record<Finding["verdict"], { readonly head: string; readonly spoken: string }>> = {
  holds: { head: "Holds", spoken: "holds" },
  fails: { head: "Refuted", spoken: "is refuted" },
  undecided: { head: "Undecided", spoken: "is undecided" },
};

/** A figure that a claim can be seen in. */
export interface FigureLink {
  readonly id: string;
  readonly number: number;
}

/** What stands beside a claim's evidence. */
interface Surroundings {
  readonly figure: FigureLink | undefined;
  /** How it fared with fresh seeds, if that is known. */
  readonly replications: ClaimReplications | undefined;
  /** The preset of the results. */
  readonly preset: string;
}

/**
 * The mark at the end of a claim's sentence: a button that opens the evidence, and the evidence, a popover with `id`. What
 * does not hold is said in words too.
 */
export function claimMark(
  { experiment, finding, line: place }: EvaluatedClaim,
  id: string,
  { figure, replications, preset }: Surroundings,
): readonly ElementContent[] {
  const { head, spoken } = verdicts[finding.verdict];
  const label =
    finding.verdict === "holds" ? [] : [element("span", { className: ["claim-verdict"] }, [head])];
  return [
    // Keeps the mark on the line of the last word
    { type: "text", value: "\u2060" },
    ...label,
    element("button", {
      type: "button",
      popoverTarget: id,
      ariaLabel: `This claim ${spoken}. Show the evidence.`,
    }),
    element("span", { className: ["evidence"], id, popover: "auto" }, [
      line([element("strong", {}, [head]), `: ${unbroken(finding.predicate)}.`]),
      ...(finding.verdict === "undecided" ? [line([finding.reason])] : []),
      line([unbroken(outcome(finding))]),
      line([unbroken(statistics(finding))]),
      ...(replications === undefined ? [] : [line([unbroken(replicationSentence(replications, preset))])]),
      line([
        ...(figure === undefined ? [] : [link(`#${figure.id}`, `Figure\u00a0${figure.number}`), " · "]),
        link(`../${codeAddress(`experiments/${experiment}/claims.ts`, place)}`, "Code"),
        " · ",
        link(`../artifacts/${experiment}.json`, "Data"),
      ]),
    ]),
  ];
}

function link(href: string, text: string): ElementContent {
  return element("a", { href }, [text]);
}

function line(children: readonly (ElementContent | string)[]): ElementContent {
  return element("span", {}, children);
}

function statistics({ test, effect, n }: Finding): string {
  const parts = [
    test === undefined ? "a count, not a test" : testInWords(test),
    ...(effect === undefined ? [] : [`${effect.name} ${written(effect.value)}`]),
    `n = ${n}`,
  ];
  // A measurement beside its theory is neither counted nor tested
  return capital(`${(test === undefined && effect !== undefined ? parts.slice(1) : parts).join("; ")}.`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
