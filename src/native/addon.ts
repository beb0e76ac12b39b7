/** Compiles the two native addons of a prepared folder and tries them. */
import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UserError } from "../engine/errors.ts";
import { lastLines, runChild } from "./child.ts";
import {
  addonName,
  compilerOptions,
  projectRoot,
  quietName,
  quietSource,
  tensorflowVersion,
} from "./library.mjs";
import { compilerCommand } from "./prerequisites.mjs";
import { workerEnvironment } from "./profile.ts";

/** Compiles tfjs-node's addon against the library's headers, and the addon that loads it quietly, at the same time. */
export async function compileAddon(work: string, signal: AbortSignal | undefined): Promise<void> {
  const modules = join(projectRoot, "node_modules");
  const binding = join(modules, "@tensorflow/tfjs-node/binding");
  const sources = (await readdir(binding)).filter((name) => name.endsWith(".cc")).sort();
  const libraries = (await readdir(work)).filter((name) => name.startsWith("libtensorflow"));
  const include = ["-I", join(modules, "node-api-headers/include")];
  const addon = [
    ...["-DNODE_GYP_MODULE_NAME=tfjs_binding", "-I", join(work, "include"), "-I", dirname(binding)],
    ...sources.map((name) => join(binding, name)),
    ...libraries.map((name) => join(work, name)),
    ...["-o", join(work, addonName)],
  ];
  const quiet = ["-DNODE_GYP_MODULE_NAME=quiet", quietSource, "-o", join(work, quietName)];
  const compiler = compilerCommand() ?? "c++";
  const results = await Promise.all(
    [addon, quiet].map((args) => runChild(compiler, [...compilerOptions, ...include, ...args], { signal })),
  );
  const failed = results.find(({ code }) => code !== 0);
  if (!failed) return;
  throw new UserError({
    what: `tfjs-node's addon did not compile; ${basename(compiler)} said:\n${lastLines(failed.log, 20)}`,
    fix: "Install a C++17 compiler with its standard library (Debian, Ubuntu: g++), or name one in CXX.",
  });
}

/** Loads the new addon in a process of its own and asks it for TensorFlow's version. */
export async function checkAddon(work: string, signal: AbortSignal | undefined): Promise<void> {
  const program = "process.stdout.write(String(require(process.argv[1]).TF_Version))";
  const environment = workerEnvironment();
  const { output, log } = await runChild(process.execPath, ["-e", program, join(work, addonName)], {
    environment,
    signal,
  });
  if (output === tensorflowVersion) return;
  throw new UserError({
    what: `the compiled addon does not bring up TensorFlow ${tensorflowVersion}:\n${lastLines(log)}`,
    fix: "Check that this system's C and C++ libraries are those the compiler was made for (glibc 2.28 or newer).",
  });
}
