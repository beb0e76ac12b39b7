/**
 * Makes the folder of the per-user cache that TensorFlow is loaded from:
 *
 *     wheel --pip--> libraries, C headers
 *     tfjs-node's binding/*.cc, headers, Node-API headers --c++--> tfjs_binding.node
 *
 * Everything happens in a folder of its own beside the final one and is renamed when complete and checked, so a
 * kill leaves at most a folder that nobody uses and the next attempt removes.
 */
import { randomBytes } from "node:crypto";
import { cp, link, mkdir, readdir, rename, rm, statfs, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UserError } from "../engine/errors.ts";
import { lastLines, runChild } from "./child.ts";
import {
  addonName,
  compilerOptions,
  manifestName,
  pieceBytes,
  projectRoot,
  quietName,
  quietSource,
  tensorflowVersion,
  type Wheel,
} from "./library.mjs";
import { compilerCommand, findProgram } from "./prerequisites.mjs";
import { workerEnvironment } from "./profile.ts";
import type { NativeProgress } from "./progress.ts";
import { damagedFiles, digestFile, type FileDigest, readManifest } from "./verify.ts";

export interface PrepareOptions {
  /** The folder to make; whatever is there is replaced. */
  readonly directory: string;
  readonly wheel: Wheel;
  readonly progress: (event: NativeProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Folders and files of the wheel's `tensorflow/include/` that the C API's headers reach. */
const headers = ["tensorflow/c/", "tensorflow/core/platform/ctstring", "tsl/platform/ctstring", "xla/tsl/c/"];

const temporaryMark = ".tmp-";

/** Makes the folder anew, taking over what is already right nearby. Only to be called under the cache's lock. */
export async function prepare(options: PrepareOptions): Promise<void> {
  const { directory, wheel, progress, signal } = options;
  const base = dirname(directory);
  await mkdir(base, { recursive: true });
  await removeLeftovers(base);
  const work = `${directory}${temporaryMark}${process.pid}-${randomBytes(4).toString("hex")}`;
  await mkdir(work);
  try {
    const missing = await takeOver(work, options);
    if (missing.length > 0) {
      await checkSpace(work, wheel);
      const file = await download(work, options);
      await unpack(work, file, missing, options);
    }
    progress({ phase: "compile", message: "compiling tfjs-node's addon" });
    await compile(work, signal);
    await checkLoads(work, signal);
    await writeManifest(work, wheel);
    await replaceDirectory(work, directory);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Removes what killed attempts left: under the lock, every temporary folder is one. */
async function removeLeftovers(base: string): Promise<void> {
  const names = await readdir(base);
  const leftovers = names.filter((name) => name.startsWith("tensorflow-") && name.includes(temporaryMark));
  await Promise.all(leftovers.map((name) => rm(join(base, name), { recursive: true, force: true })));
}

/**
 * Links undamaged libraries and headers from prepared folders of the same wheel, among them the one to replace: a
 * changed addon, or damage to one file, needs no second download and no second copy on the disk.
 *
 * @returns what must be unpacked from the wheel, as paths or path prefixes under `tensorflow/`
 */
async function takeOver(
  work: string,
  { directory, wheel, signal }: PrepareOptions,
): Promise<readonly string[]> {
  const missing = new Set([...wheel.libraries.map(({ name }) => name), "include/"]);
  const base = dirname(directory);
  const siblings = (await readdir(base)).filter(
    (name) => name.startsWith("tensorflow-") && name !== basename(work),
  );
  for (const sibling of siblings) {
    const source = join(base, sibling);
    const manifest = await readManifest(source);
    if (manifest?.wheel !== wheel.sha256) continue;
    const wanted = wheel.libraries.filter(({ name }) => missing.has(name));
    const libraries = Object.fromEntries(wanted.map(({ name, bytes, digest }) => [name, { bytes, digest }]));
    const included = Object.entries(manifest.files).filter(([name]) => name.startsWith("include/"));
    const damaged = new Set(
      await damagedFiles(source, { ...libraries, ...Object.fromEntries(included) }, { signal }),
    );
    for (const { name } of wanted) {
      if (damaged.has(name)) continue;
      await link(join(source, name), join(work, name)).catch(() => cp(join(source, name), join(work, name)));
      missing.delete(name);
    }
    if (missing.has("include/") && included.length > 0 && included.every(([name]) => !damaged.has(name))) {
      await cp(join(source, "include"), join(work, "include"), { recursive: true });
      missing.delete("include/");
    }
  }
  return [...missing];
}

/** @throws UserError if the disk has too little room for the wheel and what is unpacked from it */
async function checkSpace(work: string, wheel: Wheel): Promise<void> {
  const { bavail, bsize } = await statfs(work);
  const needed = wheel.bytes + wheel.libraries.reduce((sum, { bytes }) => sum + bytes, 0) + 2 * pieceBytes;
  if (bavail * bsize >= needed) return;
  const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);
  throw new UserError({
    what: `preparing TensorFlow needs ${gigabytes(needed)} GB of disk, and ${gigabytes(bavail * bsize)} GB are free`,
    where: dirname(work),
    fix: "Make room there, or set REPRISE_CACHE to a folder on another disk.",
  });
}

/** @returns the path of the downloaded wheel */
async function download(work: string, { wheel, progress, signal }: PrepareOptions): Promise<string> {
  const incoming = join(work, "incoming");
  await mkdir(incoming);
  const requirements = join(work, "requirements.txt");
  await writeFile(requirements, `${wheel.project}==${tensorflowVersion} --hash=sha256:${wheel.sha256}\n`);
  const report = (fraction: number) => {
    const megabytes = (bytes: number) => Math.round(bytes / 1e6);
    const message = `downloading TensorFlow ${tensorflowVersion} (${megabytes(fraction * wheel.bytes)} of ${megabytes(wheel.bytes)} MB)`;
    progress({ phase: "download", fraction, message });
  };
  report(0);
  // pip writes into its temporary folder first, so that is put where the bytes can be counted.
  const timer = setInterval(
    async () => report(Math.min(1, (await directoryBytes(incoming)) / wheel.bytes)),
    250,
  );
  const environment = {
    ...process.env,
    TMPDIR: incoming,
    PIP_REQUIRE_VIRTUALENV: "0",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    PIP_NO_INPUT: "1",
  };
  const what = [
    "--dest",
    incoming,
    "--requirement",
    requirements,
    "--require-hashes",
    "--no-deps",
    "--no-cache-dir",
  ];
  const which = [
    "--only-binary=:all:",
    "--implementation",
    "cp",
    "--abi",
    "cp311",
    "--python-version",
    "3.11",
  ];
  const args = [
    "-m",
    "pip",
    "download",
    "--progress-bar",
    "off",
    ...what,
    ...which,
    "--platform",
    wheel.platform,
  ];
  const { code, log } = await runChild(python(), args, { environment, signal }).finally(() =>
    clearInterval(timer),
  );
  const name = (await readdir(incoming)).find((entry) => entry.endsWith(".whl"));
  if (code !== 0 || !name) {
    throw new UserError({
      what: `TensorFlow ${tensorflowVersion} could not be downloaded; pip said:\n${lastLines(log)}`,
      fix: "Check the network, and the proxy and index that pip is configured for, and run the command again.",
    });
  }
  report(1);
  return join(incoming, name);
}

/** Bytes of all files under a folder; what disappears meanwhile counts nothing. */
async function directoryBytes(directory: string): Promise<number> {
  const { stat } = await import("node:fs/promises");
  const entries = await readdir(directory, { recursive: true }).catch(() => []);
  const sizes = entries.map((entry) =>
    stat(join(directory, entry)).then(
      (s) => (s.isFile() ? s.size : 0),
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Unpacks the entries given by path prefix and prints how many bytes are written. For any Python from 3.6. */
const unpackProgram = `
import os, sys, zipfile
wheel, target = sys.argv[1:3]
prefixes = tuple(sys.argv[3:])
done = 0
with zipfile.ZipFile(wheel) as archive:
    for entry in archive.infolist():
        if not entry.filename.startswith(prefixes) or entry.filename.endswith("/"):
            continue
        path = os.path.join(target, *entry.filename.split("/")[1:])
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(entry) as source, open(path, "wb") as file:
            while True:
                block = source.read(4194304)
                if not block:
                    break
                file.write(block)
                done += len(block)
                print(done, flush=True)
`;

async function unpack(
  work: string,
  file: string,
  missing: readonly string[],
  { wheel, progress, signal }: PrepareOptions,
): Promise<void> {
  const prefixes = missing.flatMap((name) =>
    name === "include/" ? headers.map((header) => `tensorflow/include/${header}`) : [`tensorflow/${name}`],
  );
  const wanted = wheel.libraries.filter(({ name }) => missing.includes(name));
  const total = wanted.reduce((sum, { bytes }) => sum + bytes, 1);
  const report = (fraction: number) =>
    progress({
      phase: "unpack",
      fraction: Math.min(1, fraction),
      message: "unpacking TensorFlow's libraries",
    });
  report(0);
  const { code, log } = await runChild(python(), ["-c", unpackProgram, file, work, ...prefixes], {
    signal,
    onLine: (line) => report(Number(line) / total),
  });
  await rm(dirname(file), { recursive: true, force: true });
  const expected = Object.fromEntries(wanted.map(({ name, bytes, digest }) => [name, { bytes, digest }]));
  const damaged = code === 0 ? await damagedFiles(work, expected, { signal }) : [];
  if (code === 0 && damaged.length === 0) return;
  throw new UserError({
    what:
      code === 0
        ? `TensorFlow's ${damaged.join(" and ")} did not arrive intact on this disk`
        : `TensorFlow's libraries could not be unpacked; Python said:\n${lastLines(log)}`,
    where: dirname(work),
    fix: "Check that the disk has room and is healthy, and run the command again.",
  });
}

/** Compiles tfjs-node's addon against the library's headers, and the addon that loads it quietly, at the same time. */
async function compile(work: string, signal: AbortSignal | undefined): Promise<void> {
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
async function checkLoads(work: string, signal: AbortSignal | undefined): Promise<void> {
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

async function writeManifest(work: string, wheel: Wheel): Promise<void> {
  const libraries = new Map(wheel.libraries.map(({ name, bytes, digest }) => [name, { bytes, digest }]));
  const entries = await readdir(work, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(work.length + 1))
    .filter((name) => name !== "requirements.txt")
    .sort();
  const files: Record<string, FileDigest> = {};
  for (const name of names) files[name] = libraries.get(name) ?? (await digestFile(join(work, name)));
  await rm(join(work, "requirements.txt"), { force: true });
  const manifest = { tensorflow: tensorflowVersion, wheel: wheel.sha256, files };
  await writeFile(join(work, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Puts a complete folder in the place of an old one; processes that have the old one loaded keep their files. */
async function replaceDirectory(work: string, directory: string): Promise<void> {
  const old = `${directory}${temporaryMark}old-${randomBytes(4).toString("hex")}`;
  await rename(directory, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  await rename(work, directory);
  await rm(old, { recursive: true, force: true });
}

function python(): string {
  return findProgram(["python3"]) ?? "python3";
}
