import { dirname } from "node:path";
import { libraryHash } from "../native/identity.ts";
import { numericProfile } from "../native/profile.ts";
import { bundleEngine, type ExperimentCode } from "./bundle.ts";
import { canonicalJson, sha256 } from "./canonical.ts";
import { type DataIdentity, dataIdentities } from "./data-identity.ts";
import type { AnyExperiment, RunKey } from "./define.ts";
import { type LockedPackage, type PackageLock, reachedPackages, readPackageLock } from "./packages.ts";

/** The version of what the store holds and of how fingerprints are made. */
const format = 1;

/** What all runs on this machine share. */
export interface Runtime {
  /** Digest of the engine's code that decides numbers, with the packages it reaches. */
  readonly engine: string;
  /** Node's version, such as `24.21.0`. */
  readonly node: string;
  /** Version of tfjs-node, and digest of it with the TensorFlow.js packages it reaches. */
  readonly tfjs: { readonly version: string; readonly digest: string };
  /** SHA-256 of the TensorFlow library. */
  readonly library: string;
  /** The environment that fixes the library's bits. */
  readonly profile: Readonly<Record<string, string>>;
}

/** What all runs of an experiment share. */
export interface SharedFields extends Runtime {
  readonly format: typeof format;
  readonly experiment: string;
  readonly seed: number;
  /** Digest of the code that `run` reaches. */
  readonly code: string;
  /** What that code reaches of npm. */
  readonly packages: readonly LockedPackage[];
  /** By the name under `data`. */
  readonly data: Readonly<Record<string, DataIdentity>>;
}

/** A run as far as its fingerprint goes. */
export interface RunIdentity {
  readonly key: RunKey;
  readonly input: unknown;
}

/** Everything that can change the result of a run. */
export type RunFields = SharedFields & RunIdentity;

/** Everything that can change an artifact, given the results of its runs. */
export interface ArtifactFields {
  readonly format: typeof format;
  readonly experiment: string;
  readonly seed: number;
  readonly params: unknown;
  /** Digest of the keys, inputs and result hashes of all runs, in order. */
  readonly results: string;
  /** Digest of the code that `assemble` and the schema reach. */
  readonly code: string;
  readonly packages: readonly LockedPackage[];
  readonly engine: string;
  readonly node: string;
}

/** The SHA-256 of the canonical JSON of the fields. */
export function fingerprintOf(fields: RunFields | ArtifactFields): string {
  return sha256(canonicalJson(fields));
}

/** The runtime that workers of this process have: engine, Node, TensorFlow. Takes some 20 ms; once per command. */
export async function currentRuntime(): Promise<Runtime> {
  const lock = readPackageLock(dirname(dirname(import.meta.dirname)));
  const code = await bundleEngine();
  // Of tfjs-node itself, what computes; its other dependencies download and unpack
  const tfjsNode = reachedPackages(["@tensorflow/tfjs-node"], lock).filter(
    ({ name }) => name === "@tensorflow/tfjs-node",
  );
  const tfjs = [...tfjsNode, ...reachedPackages(["@tensorflow/tfjs"], lock)];
  return {
    engine: sha256(canonicalJson([code.digest, reachedPackages(code.packages, lock)])),
    node: process.versions.node,
    tfjs: { version: tfjsNode[0]?.version ?? "", digest: sha256(canonicalJson(tfjs)) },
    library: libraryHash,
    profile: numericProfile,
  };
}

export interface SharedFieldsOptions {
  readonly root: string;
  readonly experiment: AnyExperiment;
  readonly code: ExperimentCode;
  readonly seed: number;
  readonly lock: PackageLock;
  readonly runtime: Runtime;
}

/**
 * What all runs of an experiment share; reads its local data files.
 *
 * @throws UserError when a package is not locked or a data file cannot be read
 */
export function sharedFields(options: SharedFieldsOptions): SharedFields {
  const { root, experiment, code, seed, lock, runtime } = options;
  return {
    format,
    experiment: experiment.id,
    seed,
    code: code.run.digest,
    packages: reachedPackages(code.run.packages, lock, code.entry),
    data: dataIdentities(root, experiment, lock),
    ...runtime,
  };
}

/** The fields of one run. */
export function runFields(shared: SharedFields, { key, input }: RunIdentity): RunFields {
  return { ...shared, key, input };
}

/**
 * The fingerprint of each run of an experiment, equal to `fingerprintOf(runFields(shared, run))`, at the cost of what
 * differs between runs: what they share is written once.
 *
 * @throws UserError (from the returned function) when key or input are not JSON values
 */
export function runFingerprinter(shared: SharedFields): (run: RunIdentity) => string {
  const members = Object.entries(shared).map(([name, value]) => [name, canonicalJson(value)] as const);
  const text = (from: string, to: string) =>
    members
      .filter(([name]) => from <= name && name < to)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, json]) => `${JSON.stringify(name)}:${json}`)
      .join(",");
  // Canonical JSON sorts keys, and no shared one lies between "input" and "key"
  const before = `{${text("", "input")},"input":`;
  const after = `,${text("key", "\uffff")}}`;
  return ({ key, input }) => {
    const where = `the run ${JSON.stringify(key)} of ${shared.experiment}`;
    return sha256(`${before}${canonicalJson(input, where)},"key":${canonicalJson(key, where)}${after}`);
  };
}

export interface ArtifactFieldsOptions {
  readonly experiment: AnyExperiment;
  readonly params: unknown;
  readonly code: ExperimentCode;
  readonly seed: number;
  readonly lock: PackageLock;
  readonly runtime: Runtime;
  /** All runs in order, each with the hash of its result. */
  readonly results: Iterable<RunIdentity & { readonly hash: string }>;
}

/** The fields of an artifact: a run that gave the same result as before changes nothing. */
export function artifactFields(options: ArtifactFieldsOptions): ArtifactFields {
  const { experiment, params, code, seed, lock, runtime } = options;
  const results = Array.from(options.results, ({ key, input, hash }) =>
    sha256(canonicalJson([key, input, hash])),
  );
  return {
    format,
    experiment: experiment.id,
    seed,
    params,
    results: sha256(results.join("\n")),
    code: code.assemble.digest,
    packages: reachedPackages(code.assemble.packages, lock, code.entry),
    engine: runtime.engine,
    node: runtime.node,
  };
}
