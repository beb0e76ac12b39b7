import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { z } from "zod";
import { canonicalJson } from "./canonical.ts";
import { checkedJson, withChecksum } from "./checked.ts";
import { UserError } from "./errors.ts";
import { digestSchema, idSchema } from "./fields.ts";
import { writeAtomically } from "./files.ts";
import { openStore, storeDirectory } from "./store.ts";

const pathInProject = z.string().refine((path) => {
  return path !== "" && !/^[/\\]|^[A-Za-z]:|\0/.test(path) && !path.split(/[/\\]/).includes("..");
}, "is not a path inside the project");

const lockedPackage = z.strictObject({ name: z.string(), version: z.string(), integrity: z.string() });

const runProvenance = z.strictObject({
  key: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  fingerprint: digestSchema,
  /** The stored result: SHA-256 of its canonical JSON. */
  hash: digestSchema,
  /** How long the run took where it was computed. */
  seconds: z.number(),
});

const provenance = z.strictObject({
  params: z.json(),
  seed: z.number(),
  runs: z.array(runProvenance),
  code: z.strictObject({
    /** `experiments/<id>/experiment.ts` */
    entry: pathInProject,
    digest: digestSchema,
    /** Local files reached by the experiment, relative to the root. */
    modules: z.array(pathInProject),
  }),
  packages: z.array(lockedPackage),
  runtime: z.strictObject({
    node: z.string(),
    tensorflow: z.string(),
    tfjs: z.string(),
    library: z.string(),
    profile: z.record(z.string(), z.string()),
  }),
  /** The commit the artifact was assembled at, null outside a repository or when there are local changes. */
  commit: z.string().nullable(),
});

const artifactRecord = z.strictObject({
  id: idSchema,
  title: z.string(),
  /** SHA-256 of the artifact's canonical JSON. */
  hash: digestSchema,
  bytes: z.number(),
  fingerprint: digestSchema,
  provenance,
});

const results = z.strictObject({
  format: z.literal(1),
  preset: z.string(),
  seed: z.number(),
  artifacts: z
    .record(idSchema, artifactRecord)
    .refine((records) => Object.entries(records).every(([id, record]) => record.id === id), {
      error: "has records under other ids than their own",
    }),
});

export type Provenance = z.infer<typeof provenance>;
export type RunProvenance = z.infer<typeof runProvenance>;
export type ArtifactRecord = z.infer<typeof artifactRecord>;
/** What the engine hands to the site: the artifacts of one preset, by experiment id. */
export type Results = z.infer<typeof results>;

/** The file of one preset's results, in the folder of the store that holds its artifacts. */
export function resultsFile(store: string, preset: string): string {
  return join(store, `results-${preset}.json`);
}

/**
 * Writes the results of a preset in one step: readers see the old file or the new one.
 *
 * @throws UserError when the folder cannot be written
 */
export function writeResults(root: string, value: Results, store = storeDirectory(root)): void {
  const file = resultsFile(store, value.preset);
  writeAtomically(file, withChecksum("results", canonicalJson(value, relative(root, file))));
}

/**
 * The results of the last complete run of a preset.
 *
 * @throws UserError when there is none, or the file is damaged
 */
export function readResults(root: string, preset: string, store = storeDirectory(root)): Results {
  const path = resultsFile(store, preset);
  const file = relative(root, path);
  const fix = `Run \`npm run ${preset === "draft" ? "draft" : "build"}\`.`;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new UserError({
      what: `there are no results of the preset “${preset}” yet`,
      where: file,
      fix,
      cause,
    });
  }
  const json = checkedJson("results", text);
  const parsed = results.safeParse(json === undefined ? undefined : JSON.parse(json));
  if (!parsed.success) {
    throw new UserError({
      what: `the file is damaged or of another version (${json === undefined ? "its checksum does not fit" : (parsed.error.issues[0]?.path.join(".") ?? "")})`,
      where: file,
      fix,
    });
  }
  return parsed.data;
}

/**
 * The artifact of this hash, as JSON data, checked against the hash.
 *
 * @throws UserError when it is missing or damaged
 */
export function readArtifact(root: string, hash: string): unknown {
  const bytes = openStore(storeDirectory(root)).getObject(hash);
  if (bytes === undefined) {
    throw new UserError({
      what: `the artifact ${hash.slice(0, 12)}… is missing or damaged`,
      where: ".artifacts/objects",
      fix: "Run `npm run build`: it recomputes what is missing.",
    });
  }
  return JSON.parse(new TextDecoder().decode(bytes));
}
