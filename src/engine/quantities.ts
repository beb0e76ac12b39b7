import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { artifactFunctions, artifactSchema } from "./artifact-functions.ts";
import { reasonOf, UserError } from "./errors.ts";
import { type ArtifactSource, checkedArtifact } from "./evaluate-claims.ts";
import { loadLocalModule, type ModuleKind } from "./local-module.ts";

/** What an experiment's `quantities.ts` derives from its artifact: name → number. */
export interface Quantities<S extends z.ZodType> {
  readonly artifact: S;
  readonly quantities: Readonly<Record<string, (artifact: z.infer<S>) => number>>;
}

/**
 * Declares numbers that the prose reports and that follow from an artifact without being in it: a ratio, a factor. The
 * default export of `experiments/<id>/quantities.ts`; the prose binds them as it does fields of the artifact. No part of
 * the experiment's fingerprint.
 */
export function defineQuantities<S extends z.ZodType>(
  artifact: S,
  quantities: Quantities<S>["quantities"],
): Quantities<S> {
  return { artifact, quantities };
}

/** Derived numbers, by experiment and name. */
export type EvaluatedQuantities = ReadonlyMap<string, Readonly<Record<string, number>>>;

const quantityName = z.string().regex(/^[a-z][a-zA-Z0-9]*$/, "expected a name such as `ratioOfMeans`");

const kind: ModuleKind = {
  name: "the quantities",
  noExperiment: {
    why: "quantities import …, which would load a whole experiment",
    instead: "Quantities are functions of the artifact: import artifact.ts and `reprise` only.",
  },
  schema: z.strictObject({
    artifact: artifactSchema,
    quantities: artifactFunctions(quantityName),
  }),
  written: "defineQuantities(artifact, { name: (a) => … })",
};

/**
 * The quantities of all experiments that have a `quantities.ts`.
 *
 * @throws UserError for a file that cannot be loaded, a quantity that is no finite number, or one named like a field
 */
export async function evaluateQuantities(
  root: string,
  { ids, artifact }: ArtifactSource,
): Promise<EvaluatedQuantities> {
  const all = new Map<string, Readonly<Record<string, number>>>();
  for (const experiment of ids) {
    const file = `experiments/${experiment}/quantities.ts`;
    if (!existsSync(join(root, file))) continue;
    const { value, placeOf } = await loadLocalModule<Quantities<z.ZodType>>(file, root, kind);
    const data = artifact(experiment);
    const checked = checkedArtifact(value.artifact, data, file);
    const numbers: Record<string, number> = {};
    for (const [name, derive] of Object.entries(value.quantities)) {
      if (typeof data === "object" && data !== null && Object.hasOwn(data, name)) {
        throw new UserError({
          what: `the quantity \`${name}\` has the name of a field of the artifact`,
          where: file,
          fix: "Rename it: the prose could not tell the two apart.",
        });
      }
      numbers[name] = finite(
        () => derive(checked),
        name,
        (error) => placeOf(error) ?? file,
      );
    }
    all.set(experiment, numbers);
  }
  return all;
}

function finite(derive: () => number, name: string, placeOf: (error: unknown) => string): number {
  try {
    const found: unknown = derive();
    if (typeof found === "number" && Number.isFinite(found)) return found;
    throw new TypeError(`it is ${typeof found === "number" ? found : typeof found}, not a finite number`);
  } catch (error) {
    throw new UserError({
      what: `the quantity \`${name}\` cannot be derived: ${reasonOf(error)}`,
      where: placeOf(error),
      fix: "Return a number that the artifact determines.",
      cause: error,
    });
  }
}
