/** Loads the real tfjs-node, and makes sure that it is. For worker processes only. */
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import util from "node:util";
import { isMainThread } from "node:worker_threads";
import type * as TensorFlow from "@tensorflow/tfjs-node";
import { UserError } from "../engine/errors.ts";
import { nativeBackend } from "./binding.ts";
import {
  addonName,
  type CacheAddresses,
  nodeApiVersion,
  projectRoot,
  quietName,
  tensorflowVersion,
  wheelFor,
} from "./library.mjs";
import { fixLines, type Missing, missingAvx2, processorProblem } from "./prerequisites.mjs";
import { cacheSizes, profileCorrections } from "./profile.ts";

const backendName = "tensorflow";
let loaded: typeof TensorFlow | undefined;

/**
 * The `@tensorflow/tfjs-node` module on its native backend, the only one that this process can then use. Sets the
 * numeric profile where it is not set yet.
 *
 * @throws UserError if the processor, the environment or what is installed would give no or other results
 */
export function loadTensorFlow(): typeof TensorFlow {
  if (loaded) return loaded;
  imposeProfile();
  refuseProcessor(processorProblem());
  const addon = linkedAddon();
  restoreUtilities();
  const require = createRequire(import.meta.url);
  const quiet: Quiet = require(join(dirname(addon), quietName));
  if (!quiet.hasAvx2()) refuseProcessor(missingAvx2);
  quiet.withoutStandardError(() => require(addon));
  pinCaches(quiet, dirname(addon));
  const tf: typeof TensorFlow = require("@tensorflow/tfjs-node");
  checkLibrary(tf, addon);
  forbidOtherBackends(tf);
  loaded = tf;
  return tf;
}

/** @returns the addon in the cache that this checkout's tfjs-node is linked to */
function linkedAddon(): string {
  const place = join(
    projectRoot,
    `node_modules/@tensorflow/tfjs-node/lib/napi-v${nodeApiVersion}`,
    addonName,
  );
  if (existsSync(place)) {
    const addon = realpathSync(place);
    if (existsSync(join(dirname(addon), quietName))) return addon;
  }
  throw new UserError({
    what: "TensorFlow is not prepared in this checkout",
    fix: "Run `npm run build`, which prepares it and then computes.",
  });
}

/** What `quiet.cc` exports. */
interface Quiet {
  withoutStandardError<T>(task: () => T): T;
  hasAvx2(): boolean;
  pinCaches(library: string, addresses: CacheAddresses, sizes: typeof cacheSizes): boolean;
}

function refuseProcessor(problem: Missing | undefined): void {
  if (problem === undefined) return;
  throw new UserError({
    what: `TensorFlow cannot be used without ${problem.what}`,
    fix: fixLines([problem]).join("\n  "),
  });
}

/** Before the first kernel: the library reads these sizes once. */
function pinCaches(quiet: Quiet, directory: string): void {
  const wheel = wheelFor();
  if (wheel?.caches === undefined) return;
  const [library] = wheel.libraries;
  if (library && quiet.pinCaches(join(directory, library.name), wheel.caches, cacheSizes)) return;
  throw new UserError({
    what: `the TensorFlow library is not the build that Reprise knows: its cache sizes are not at their place`,
    fix: "Delete the cache of Reprise and run `npm run build`, which brings up the pinned library.",
  });
}

/** @returns the version that the loaded TensorFlow library reports of itself */
export function reportedVersion(tf: typeof TensorFlow): string {
  return nativeBackend(tf).binding.TF_Version;
}

/** Sets the numeric profile's variables, which TensorFlow reads when its library is loaded. */
function imposeProfile(): void {
  if (!isMainThread) {
    throw new Error("TensorFlow must be loaded in a process of its own: a thread cannot set its environment");
  }
  const corrections = profileCorrections();
  if (corrections.size === 0) return;
  if (mappedLibraries().length > 0) {
    throw new UserError({
      what: `TensorFlow was loaded before the numeric profile was set (${[...corrections.keys()].join(", ")})`,
      fix: "Use the `tf` that the experiment gets, and import only types from @tensorflow/tfjs-node.",
    });
  }
  for (const [name, value] of corrections) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

/** tfjs-node 4.22 calls two functions that newer versions of Node removed or warn of (tensorflow/tfjs issue 8609). */
function restoreUtilities(): void {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
    isArray: Array.isArray,
  });
}

/** @throws UserError unless the native backend computes, with the pinned library from beside the addon */
function checkLibrary(tf: typeof TensorFlow, addon: string): void {
  const backend = tf.getBackend();
  const version = backend === backendName ? reportedVersion(tf) : undefined;
  const elsewhere = mappedLibraries().filter((path) => dirname(path) !== dirname(addon));
  if (version === tensorflowVersion && elsewhere.length === 0) return;
  const found =
    elsewhere.length > 0
      ? `the TensorFlow library came from ${elsewhere.join(" and ")}`
      : `the backend is "${backend}" with TensorFlow ${version ?? "absent"}`;
  throw new UserError({
    what: `expected the native backend with TensorFlow ${tensorflowVersion}, but ${found}`,
    fix: "Delete node_modules and run `npm run build`, which installs the locked packages and brings up the pinned library.",
  });
}

/** Paths of the TensorFlow libraries in this process; empty also where that cannot be seen. */
function mappedLibraries(): readonly string[] {
  if (!existsSync("/proc/self/maps")) return [];
  return [...new Set(readFileSync("/proc/self/maps", "utf8").match(/\/\S.*libtensorflow.*$/gm))];
}

/** The registry of backends, as tfjs-core 4.22 keeps it. */
interface BackendRegistry {
  backendNames(): string[];
  setBackend(name: string): Promise<boolean>;
  registerBackend(name: string, factory: unknown, priority?: number): boolean;
  removeBackend(name: string): void;
}

/**
 * Leaves the native backend as the only one: tfjs also registers a JavaScript backend, whose results differ. From
 * here on, choosing, adding or removing a backend throws.
 */
function forbidOtherBackends(tf: typeof TensorFlow): void {
  const engine = tf.engine() as unknown as BackendRegistry;
  for (const name of engine.backendNames()) if (name !== backendName) engine.removeBackend(name);
  const refuse = (what: string): never => {
    throw new UserError({
      what: `an experiment tried to ${what}, but results must come from TensorFlow's native backend`,
      fix: "Remove that call or import: the `tf` that an experiment gets is already on the right backend.",
    });
  };
  // Kept for its own name: tfjs calls it itself after the engine was reset.
  const setBackend = engine.setBackend.bind(engine);
  engine.setBackend = (name) =>
    name === backendName ? setBackend(name) : refuse(`use the backend "${name}"`);
  engine.registerBackend = (name) => refuse(`register the backend "${name}"`);
  engine.removeBackend = (name) => refuse(`remove the backend "${name}"`);
}
