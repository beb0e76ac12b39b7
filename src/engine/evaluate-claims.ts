import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { artifactFunctions, artifactSchema } from "./artifact-functions.ts";
import type { AnyClaims, Finding } from "./claims.ts";
import { reasonOf, UserError } from "./errors.ts";
import { idSchema } from "./fields.ts";
import { type LoadedModule, loadLocalModule, type ModuleKind } from "./local-module.ts";
import { objectionOf } from "./schema-issue.ts";

/** A claim with its verdict on an artifact. */
export interface EvaluatedClaim {
  readonly experiment: string;
  readonly id: string;
  readonly finding: Finding;
  /** Where its predicate begins in `claims.ts`; undefined when it is written in a way that hides its name. */
  readonly line?: number | undefined;
}

/** What claims are evaluated on: the artifacts of one preset, by experiment id. */
export interface ArtifactSource {
  readonly ids: readonly string[];
  artifact(id: string): unknown;
}

const kind: ModuleKind = {
  name: "the claims",
  noExperiment: {
    why: "claims import …, which would load a whole experiment",
    instead: "Claims are functions of the artifact: import artifact.ts and `reprise` only.",
  },
  schema: z.strictObject({
    artifact: artifactSchema,
    predicates: artifactFunctions(idSchema),
  }),
  written: "defineClaims(artifact, { id: (a) => … })",
};

/**
 * All claims of all experiments that have a `claims.ts`, evaluated; by `<experiment>.<claim>`.
 *
 * @throws UserError for a file that cannot be loaded, and for a predicate that fails, with file and line
 */
export async function evaluateClaims(
  root: string,
  { ids, artifact }: ArtifactSource,
): Promise<ReadonlyMap<string, EvaluatedClaim>> {
  const claims = new Map<string, EvaluatedClaim>();
  for (const experiment of ids) {
    const file = `experiments/${experiment}/claims.ts`;
    if (!existsSync(join(root, file))) continue;
    const module = await loadLocalModule<AnyClaims>(file, root, kind);
    const source = readFileSync(join(root, file), "utf8");
    const checked = checkedArtifact(module.value.artifact, artifact(experiment), file);
    for (const [id, predicate] of Object.entries(module.value.predicates)) {
      const finding = evaluate(() => predicate(checked), id, file, module);
      claims.set(`${experiment}.${id}`, { experiment, id, finding, line: lineOfClaim(source, id) });
    }
  }
  return claims;
}

/** The line on which the predicate of this id begins in the source of a `claims.ts`. */
function lineOfClaim(source: string, id: string): number | undefined {
  const key = new RegExp(`^\\s*(?:"${id}"|'${id}'|${id})\\s*[:(]`);
  const index = source.split("\n").findIndex((line) => key.test(line));
  return index < 0 ? undefined : index + 1;
}

/** The artifact as its schema reads it. */
export function checkedArtifact(artifact: AnyClaims["artifact"], value: unknown, where: string): unknown {
  const checked = artifact.safeParse(value);
  if (checked.success) return checked.data;
  throw new UserError({
    what: `the artifact is not what its schema says: ${objectionOf(checked.error)}`,
    where,
    fix: "Import `artifact` from this experiment's artifact.ts, and run the experiment again.",
  });
}

/** Infinite where samples do not vary. */
const number = z.custom<number>((value) => typeof value === "number", "expected a number");

const numbers = z.looseObject({
  predicate: z.string(),
  expected: z.string(),
  found: z.string(),
  n: number,
  test: z
    .looseObject({ name: z.string(), t: number, degreesOfFreedom: number, p: number, level: number })
    .optional(),
  effect: z.looseObject({ name: z.string(), value: number }).optional(),
});

const findingSchema = z.discriminatedUnion("verdict", [
  numbers.extend({ verdict: z.enum(["holds", "fails"]) }),
  numbers.extend({ verdict: z.literal("undecided"), reason: z.string() }),
]);

/** What a predicate returned, which may be made by hand; throws a TypeError unless it is a finding. */
export function parseFinding(value: unknown): Finding {
  const checked = findingSchema.safeParse(value);
  if (checked.success) return value as Finding;
  throw new TypeError(`it returns no finding: ${objectionOf(checked.error)}`);
}

function evaluate(
  predicate: () => Finding,
  id: string,
  file: string,
  { placeOf }: LoadedModule<unknown>,
): Finding {
  try {
    return parseFinding(predicate());
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError({
      what: `the claim \`${id}\` cannot be evaluated: ${reasonOf(error)}`,
      where: placeOf(error) ?? file,
      fix: "Return what `orderedMeans`, `monotone`, `withinTolerance`, `fractionOf` or `exactly` finds in the artifact.",
      cause: error,
    });
  }
}
