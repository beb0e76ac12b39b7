import type { ElementContent } from "hast";
import type { Finding } from "../engine/claims.ts";
import type { EvaluatedClaim } from "../engine/evaluate-claims.ts";
import { testInWords } from "../engine/ordered-means.ts";
import { written } from "../engine/significant.ts";
import { element } from "./element.ts";

const verdicts: Readonly<Record<Finding["verdict"], { readonly head: string; readonly spoken: string }>> = {
  holds: { head: "Holds", spoken: "holds" },
  fails: { head: "Refuted", spoken: "is refuted" },
  undecided: { head: "Undecided", spoken: "is undecided" },
};

/**
 * The mark at the end of a claim's sentence: a button that opens the evidence, and the evidence, a popover with `id`. What
 * does not hold is said in words too.
 */
export function claimMark({ experiment, finding }: EvaluatedClaim, id: string): readonly ElementContent[] {
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
      line([element("strong", {}, [head]), `: ${finding.predicate}.`]),
      ...(finding.verdict === "undecided" ? [line([finding.reason])] : []),
      line([`Expected ${finding.expected}; found ${finding.found}.`]),
      line([statistics(finding)]),
      line([
        element("a", { href: `../artifacts/${experiment}.json` }, ["Data"]),
        " · ",
        element("a", { href: `../artifacts/${experiment}.provenance.json` }, ["Provenance"]),
      ]),
    ]),
  ];
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
