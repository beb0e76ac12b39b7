import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type ClaimsDocument, claimsFile, type StatedClaim } from "../claims-document.ts";
import { replicationsFile } from "../engine/replications.ts";
import type { BuildReport } from "./run-report.ts";
import type { Session } from "./session.ts";

/**
 * Says how the claims of the site in `outDir` stand: a line for all, and a note for each that asks for attention. Returns
 * how many there are of each verdict.
 */
export function reportClaims(session: Session, outDir: string): BuildReport["claims"] {
  const text = readFileSync(resolve(session.root, outDir, claimsFile), "utf8");
  const { claims } = JSON.parse(text) as ClaimsDocument;
  const count = (verdict: StatedClaim["verdict"]) =>
    claims.filter((claim) => claim.verdict === verdict).length;
  if (claims.length > 0) {
    for (const line of claimNotes(claims)) session.say(line);
    session.tell({ type: "claims", claims });
  }
  return { hold: count("holds"), refuted: count("fails"), undecided: count("undecided") };
}

/** What an author is told of the claims of a site. */
export function claimNotes(claims: readonly StatedClaim[]): readonly string[] {
  const count = (verdict: StatedClaim["verdict"]) =>
    claims.filter((claim) => claim.verdict === verdict).length;
  const [fails, undecided] = [count("fails"), count("undecided")];
  const others = [
    ...(fails === 0 ? [] : [`${fails} refuted`]),
    ...(undecided === 0 ? [] : [`${undecided} undecided`]),
  ];
  return [
    `claims: ${[`${count("holds")} of ${claims.length} hold`, ...others].join(", ")}`,
    ...claims.flatMap(notesOn),
    ...notesOnRecord(claims),
  ];
}

/** What no longer is as it was when it was replicated; silence where nothing ever was. */
function notesOnRecord(claims: readonly StatedClaim[]): readonly string[] {
  const experimentOf = ({ claim }: StatedClaim) => claim.split(".")[0] ?? "";
  const remedy = (ids: readonly string[]) => `Run \`npm run replicate -- ${ids.join(" ")} --update-record\`.`;
  const distinct = (some: readonly StatedClaim[]) => [...new Set(some.map(experimentOf))];
  const earlier = distinct(claims.filter(({ replications }) => (replications?.changed.length ?? 0) > 0));
  const recorded = claims.some(({ replications }) => replications !== undefined);
  const never = recorded ? claims.filter(({ replications }) => replications === undefined) : [];
  const missing = distinct(never).filter((id) => !earlier.includes(id));
  return [
    ...(earlier.length === 0
      ? []
      : [
          `note: ${replicationsFile} tells of an earlier version of ${earlier.join(", ")}. ${remedy(earlier)}`,
        ]),
    ...(missing.length === 0
      ? []
      : [`note: ${replicationsFile} knows nothing of claims of ${missing.join(", ")}. ${remedy(missing)}`]),
  ];
}

function notesOn(claim: StatedClaim): readonly string[] {
  const { claim: name, verdict, predicate, expected, found, cited } = claim;
  if (cited.length === 0) return [`note: no sentence cites the claim \`${name}\` (${predicate})`];
  if (verdict === "holds") return [];
  const why =
    claim.verdict === "undecided"
      ? `is undecided: ${claim.reason.replace(/\.$/, "")}`
      : `is refuted: expected ${expected}, found ${found}`;
  return cited.map(({ file, line, sentence }) => {
    const where = line === null ? file : `${file}:${line}`;
    return `note: ${where}: “${shortened(sentence)}” ${why} (\`${name}\`)`;
  });
}

/** The beginning of a long sentence, which is enough to know it by. */
function shortened(sentence: string): string {
  return sentence.length <= 80 ? sentence : `${sentence.slice(0, 72).replace(/\s+\S*$/, "")} …`;
}
