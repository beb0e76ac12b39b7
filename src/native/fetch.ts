/** Gets what is needed of TensorFlow's wheel: its shared libraries and the headers of the C API. */
import { mkdir, readdir, rm, stat, statfs, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../engine/errors.ts";
import { lastLines, runChild } from "./child.ts";
import { pieceBytes, tensorflowVersion, type Wheel } from "./library.mjs";
import type { Preparation } from "./preparation.ts";
import { findProgram } from "./prerequisites.mjs";
import { damagedFiles } from "./verify.ts";

/** Folders and files of the wheel's `tensorflow/include/` that the C API's headers reach. */
const headers = ["tensorflow/c/", "tensorflow/core/platform/ctstring", "tsl/platform/ctstring", "xla/tsl/c/"];

/**
 * Downloads the wheel and unpacks the missing parts of it into a folder.
 *
 * @param missing names of libraries, and `include` for the headers
 * @throws UserError if there is no room, no network, or what arrives is not what was expected
 */
export async function fetchLibrary(
  work: string,
  missing: ReadonlySet<string>,
  options: Preparation,
): Promise<void> {
  await checkSpace(work, options.wheel);
  const file = await download(work, options);
  await unpack(work, file, missing, options);
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
async function download(work: string, { wheel, progress, signal }: Preparation): Promise<string> {
  const incoming = join(work, "incoming");
  await mkdir(incoming);
  const requirements = join(incoming, "requirements.txt");
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
  missing: ReadonlySet<string>,
  { wheel, progress, signal }: Preparation,
): Promise<void> {
  const prefixes = [...missing].flatMap((name) =>
    name === "include" ? headers.map((header) => `tensorflow/include/${header}`) : [`tensorflow/${name}`],
  );
  const wanted = wheel.libraries.filter(({ name }) => missing.has(name));
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

function python(): string {
  return findProgram(["python3"]) ?? "python3";
}
