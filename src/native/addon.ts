/** Compiles the two native addons of a prepared folder and tries them. */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
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
  const include = ["-I", join(modules, "node-api-headers/include")];
  const addon = [
    ...["-DNODE_GYP_MODULE_NAME=tfjs_binding", "-I", join(work, "include"), "-I", dirname(binding)],
    ...sources.map((name) => join(binding, name)),
    ...(await librariesToLink(work, signal)),
    ...["-o", join(work, addonName)],
  ];
  const quiet = ["-DNODE_GYP_MODULE_NAME=quiet", quietSource, "-o", join(work, quietName)];
  await Promise.all(
    [addon, quiet].map((args) => runCompiler([...compilerOptions, ...include, ...args], signal)),
  );
  await rm(join(work, "stubs"), { recursive: true, force: true });
}

/**
 * What the addon is linked with: on Linux, empty libraries of the same names. They make the loader bring in the real
 * ones, whose symbols it looks up then anyway; the linker would read all of their 800 MB first, which takes longer
 * than compiling.
 */
async function librariesToLink(work: string, signal: AbortSignal | undefined): Promise<readonly string[]> {
  const names = (await readdir(work)).filter((name) => name.startsWith("libtensorflow")).sort();
  if (process.platform !== "linux") return names.map((name) => join(work, name));
  const stubs = join(work, "stubs");
  await mkdir(stubs);
  const source = join(stubs, "empty.cc");
  await writeFile(source, "");
  const stub = (name: string) => [
    "-shared",
    "-nostdlib",
    `-Wl,-soname,${name}`,
    source,
    "-o",
    join(stubs, name),
  ];
  await Promise.all(names.map((name) => runCompiler(stub(name), signal)));
  return names.map((name) => join(stubs, name));
}

async function runCompiler(args: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  const compiler = compilerCommand() ?? "c++";
  const { code, log } = await runChild(compiler, args, { signal });
  if (code === 0) return;
  throw new UserError({
    what: `tfjs-node's addon did not compile; ${basename(compiler)} said:\n${lastLines(log, 20)}`,
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
