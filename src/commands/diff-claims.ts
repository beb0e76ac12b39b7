import type { Finding } from "../engine/claims.ts";
import type { ClaimChange } from "./diff-report.ts";
import type { Side } from "./diff-side.ts";

/** The claims that differ, sorted by name: in their verdicts, in what they expect, in what is found, or by being there. */
export function changedClaims(before: Side, after: Side): readonly ClaimChange[] {
  const names = [...new Set([...before.claims.keys(), ...after.claims.keys()])]
    .filter((name) => !before.unclaimed.some((id) => name.startsWith(`${id}.`)))
    .sort();
  return names.flatMap((claim): readonly ClaimChange[] => {
    const [old, now] = [before.claims.get(claim), after.claims.get(claim)];
    const change = changeOf(old, now);
    if (change === undefined) return [];
    const cited = citations(now === undefined ? before : after, claim);
    return [{ claim, change, before: inShort(old), after: inShort(now), cited }];
  });
}

function changeOf(old: Finding | undefined, now: Finding | undefined): ClaimChange["change"] | undefined {
  if (old === undefined || now === undefined)
    return old === undefined ? (now === undefined ? undefined : "new") : "removed";
  if (old.verdict === now.verdict) {
    if (old.predicate !== now.predicate || old.expected !== now.expected) return "restated";
    return old.found === now.found && old.effect?.value === now.effect?.value ? undefined : "moved";
  }
  if (now.verdict === "holds") return "mended";
  if (old.verdict === "holds") return now.verdict === "fails" ? "refuted" : "weakened";
  return "other";
}

function inShort(finding: Finding | undefined): ClaimChange["before"] {
  if (finding === undefined) return null;
  const { verdict, predicate, expected, found, effect } = finding;
  return {
    verdict,
    predicate,
    expected,
    found,
    effect: effect === undefined ? null : { name: effect.name, value: effect.value },
  };
}

function citations({ papers }: Side, claim: string): string[] {
  const places = [...papers.values()].flatMap(({ sentences }) =>
    sentences.flatMap(({ file, claims }) =>
      claims.filter(({ name }) => name === claim).map(({ line }) => `${file}:${line}`),
    ),
  );
  return [...new Set(places)];
}
