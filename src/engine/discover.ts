import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import type { AnyExperiment } from "./define.ts";
import { UserError } from "./errors.ts";
import { idSchema } from "./fields.ts";
import { importFailure } from "./import-failure.ts";
import { nearest, suggestion } from "./nearest.ts";
import { describe, type Issue, messageOf, valueAt } from "./schema-issue.ts";

export interface DiscoveredExperiment {
  readonly experiment: AnyExperiment;
  readonly id: string;
  /** `experiments/<id>/experiment.ts`, relative to the project root, with forward slashes. */
  readonly file: string;
}

const functionSchema = z.custom<(...args: never[]) => unknown>((value) => typeof value === "function", {
  error: "expected a function",
});
const zodSchema = z.custom<z.ZodType>((value) => value instanceof z.ZodType, {
  error: "expected a Zod schema, such as z.strictObject({ … })",
});
const dataSchema = z.record(
  z.string(),
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("package"), package: z.string(), file: z.string() }),
    z.strictObject({ kind: z.literal("local"), file: z.string() }),
  ]),
);

/** The shape of a default export; what `defineExperiment` promises to the type checker, checked at run time. */
const definitionSchema = z.strictObject({
  id: idSchema,
  title: z.string().min(1),
  params: zodSchema,
  presets: z.looseObject({
    paper: z.unknown().refine((value) => value !== undefined, "expected the preset `paper`"),
    draft: z.unknown().refine((value) => value !== undefined, "expected the preset `draft`"),
  }),
  data: dataSchema.optional(),
  runs: functionSchema,
  run: functionSchema,
  assemble: functionSchema,
  artifact: zodSchema,
});

/**
 * The experiments of the project at `root`, sorted by id: all, or those named; the others are then not even loaded.
 * Throws a UserError that names file, key, expectation and remedy when a definition is malformed.
 */
export async function discoverExperiments(
  root: string,
  only?: readonly string[],
): Promise<readonly DiscoveredExperiment[]> {
  const ids = experimentIds(root);
  for (const id of only ?? []) if (!ids.includes(id)) throw unknownExperiment(id, ids);
  const found: DiscoveredExperiment[] = [];
  for (const id of ids)
    if (only === undefined || only.includes(id)) found.push(await loadExperiment(root, id));
  return found;
}

/** The ids of all experiments, sorted, without loading any; throws a UserError when there are none. */
export function experimentIds(root: string): readonly string[] {
  const folders = experimentFolders(root);
  rejectTwins(folders);
  return folders;
}

function unknownExperiment(id: string, ids: readonly string[]): UserError {
  return new UserError({
    what: `there is no experiment \`${id}\``,
    where: `experiments/${id}/experiment.ts`,
    fix: suggestion(id, ids),
  });
}

/** The one experiment in `experiments/<id>/experiment.ts`, checked. */
export async function loadExperiment(root: string, id: string): Promise<DiscoveredExperiment> {
  const file = `experiments/${id}/experiment.ts`;
  let loaded: { readonly default?: unknown };
  try {
    loaded = await import(pathToFileURL(join(root, file)).href);
  } catch (error) {
    throw await importFailure(root, file, error);
  }
  return { id, file, experiment: parseDefinition(root, loaded, file, id) };
}

function experimentFolders(root: string): readonly string[] {
  const directory = join(root, "experiments");
  const entries = existsSync(directory) ? readdirSync(directory, { withFileTypes: true }) : [];
  const folders = entries
    .filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, "experiment.ts")))
    .map((entry) => entry.name)
    .sort();
  if (folders.length === 0) {
    throw new UserError({
      what: "there are no experiments: no folder here holds an `experiment.ts`",
      where: "experiments/",
      fix: 'Create `experiments/<id>/experiment.ts` whose default export is `defineExperiment({ id: "<id>", … })`.',
    });
  }
  return folders;
}

/** Ids become file names and addresses, which some systems compare without regard to case. */
function rejectTwins(folders: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const folder of folders) {
    const twin = seen.get(folder.toLowerCase());
    if (twin !== undefined) {
      throw new UserError({
        what: `two experiments have the id \`${folder.toLowerCase()}\`, apart from upper and lower case: \`${twin}\` and \`${folder}\``,
        where: `experiments/${folder}/experiment.ts`,
        fix: "Rename one of the two folders, and its `id` with it.",
      });
    }
    seen.set(folder.toLowerCase(), folder);
  }
}

function parseDefinition(
  root: string,
  loaded: { readonly default?: unknown },
  file: string,
  folder: string,
): AnyExperiment {
  if (!("default" in loaded)) {
    throw new UserError({
      what: "there is no default export; expected an experiment",
      where: file,
      fix: 'Write `export default defineExperiment({ … })`, with `import { defineExperiment } from "reprise"`.',
    });
  }
  const definition = loaded.default;
  const parsed = definitionSchema.safeParse(definition);
  if (!parsed.success) throw malformed(file, definition, parsed.error);
  if (parsed.data.id !== folder && existsSync(join(root, "experiments", parsed.data.id, "experiment.ts"))) {
    throw new UserError({
      what: `two experiments have the id \`${parsed.data.id}\`: this one and \`experiments/${parsed.data.id}/experiment.ts\``,
      where: `${file}: id`,
      fix: `Write \`id: "${folder}"\`, the name of this folder.`,
    });
  }
  if (parsed.data.id !== folder) {
    throw new UserError({
      what: `\`id\` is \`${parsed.data.id}\`, but the folder is called \`${folder}\`; the two must be equal, so that no two experiments share an id`,
      where: `${file}: id`,
      fix: `Write \`id: "${folder}"\`, or rename the folder to \`experiments/${parsed.data.id}\`.`,
    });
  }
  const experiment = definition as AnyExperiment;
  for (const [preset, params] of Object.entries(experiment.presets))
    checkPreset(experiment, preset, params, file);
  return experiment;
}

function malformed(file: string, definition: unknown, error: z.ZodError): UserError {
  // An unknown key explains a missing one, when it is the same word mistyped
  const issue = error.issues.find(({ code }) => code === "unrecognized_keys") ?? error.issues[0];
  const path = issue?.path.map(String) ?? [];
  if (issue?.code === "unrecognized_keys") return unknownKeys(file, issue);
  const found = valueAt(definition, path);
  const key = path.join(".") || "default export";
  return new UserError({
    what: `${messageOf(issue)}; found ${describe(found)}`,
    where: `${file}: ${key}`,
    fix:
      path.length === 0
        ? "Write `export default defineExperiment({ … })`."
        : `Mend \`${key}\` in the object given to \`defineExperiment\`.`,
  });
}

function unknownKeys(file: string, { keys, path }: Extract<Issue, { code: "unrecognized_keys" }>): UserError {
  const known = Object.keys(definitionSchema.shape);
  const near = nearest(keys[0] ?? "", known);
  const hint = path.length === 0 && near !== undefined ? `Did you mean \`${near}\`? ` : "";
  return new UserError({
    what: `unknown ${keys.length === 1 ? "key" : "keys"} ${keys.map((key) => `\`${key}\``).join(", ")} in the experiment`,
    where: [file, path.map(String).join(".")].filter(Boolean).join(": "),
    fix: `${hint}An experiment has the keys ${known.join(", ")}.`,
  });
}

function checkPreset(experiment: AnyExperiment, preset: string, params: unknown, file: string): void {
  const parsed = experiment.params.safeParse(params);
  if (parsed.success) return;
  const issue = parsed.error.issues[0];
  const path = issue?.path.map(String) ?? [];
  const found = valueAt(params, path);
  throw new UserError({
    what: `\`params\` rejects the preset \`${preset}\`: ${messageOf(issue)}; found ${describe(found)}`,
    where: `${file}: ${["presets", preset, ...path].join(".")}`,
    fix: "Mend the preset, or the schema under `params`.",
  });
}
