/**
 * What a machine must have before Reprise can set itself up, found out before any work starts.
 *
 * Plain JavaScript without packages: the bootstrap uses it on whatever Node the machine has.
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { wheelFor } from "./library.mjs";

/** The oldest Node that runs Reprise's TypeScript as it is, where no locked Node exists. */
const oldestSystemNode = /** @type {const} */ ([22, 18]);

/**
 * @typedef {object} Missing
 * @property {string} what is missing, and what it is for
 * @property {string} [part] its name in the table of packages, if a package manager can bring it
 * @property {string} [fix] what to do, where a package manager cannot help
 *
 * @typedef {object} Needs
 * @property {boolean} install whether packages must be installed from the lockfile
 * @property {boolean} native whether TensorFlow must be downloaded and its addon compiled
 *
 * @typedef {object} Machine
 * @property {NodeJS.ProcessEnv} environment
 * @property {string} platform
 * @property {string} arch
 * @property {string} nodeVersion such as `20.11.0`
 * @property {string | undefined} cpuinfo text of `/proc/cpuinfo`, at least its first processor
 */

/** @type {Readonly<Record<string, Readonly<Record<string, string>>>>} */
const packages = {
  "apt-get": { python: "python3", pip: "python3-pip", compiler: "g++", npm: "npm" },
  dnf: { python: "python3", pip: "python3-pip", compiler: "gcc-c++", npm: "nodejs-npm" },
  pacman: { python: "python", pip: "python-pip", compiler: "gcc", npm: "npm" },
  zypper: { python: "python3", pip: "python3-pip", compiler: "gcc-c++", npm: "npm-default" },
  brew: { python: "python", pip: "python", compiler: "gcc", npm: "node" },
};

const commands = /** @type {const} */ ({
  "apt-get": "sudo apt-get install -y",
  dnf: "sudo dnf install -y",
  pacman: "sudo pacman -S --needed",
  zypper: "sudo zypper install -y",
  brew: "brew install",
});

/** @returns {Machine} this machine, as it is */
export function thisMachine() {
  return {
    environment: process.env,
    platform: process.platform,
    arch: process.arch,
    nodeVersion: process.versions.node,
    cpuinfo: readCpuinfo(),
  };
}

/**
 * Everything that is missing for a piece of work, empty if nothing is.
 *
 * @param {Needs} needs
 * @param {Machine} [machine]
 * @returns {Missing[]}
 */
export function missingPrerequisites(needs, machine = thisMachine()) {
  /** @type {Missing[]} */
  const missing = [];
  const { environment, platform, arch } = machine;
  const libraries = wheelFor(`${platform}-${arch}`);

  if (!libraries) {
    missing.push({
      what: `TensorFlow is not published for ${platform} on ${arch}`,
      fix: "Use Linux on x64 or arm64, or macOS on arm64. On Windows, use the Windows Subsystem for Linux.",
    });
  }
  const lockedNode = platform === "linux" && arch === "x64";
  const oldest = lockedNode ? /** @type {const} */ ([20, 0]) : oldestSystemNode;
  if (isOlder(machine.nodeVersion, oldest)) {
    missing.push({
      what: `Node ${machine.nodeVersion} is too old: ${oldest.join(".")} or newer is needed`,
      fix: "Install Node 24 (nodejs.org), or choose it with your version manager: nvm install 24",
    });
  }
  const processor = processorProblem(machine);
  if (processor) missing.push(processor);

  if (needs.install && !npmCommand(environment)) {
    missing.push({ what: "npm, which installs the locked packages", part: "npm" });
  }
  if (needs.native && libraries) missing.push(...missingForNative(environment));
  return missing;
}

/**
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Missing[]}
 */
function missingForNative(environment) {
  /** @type {Missing[]} */
  const missing = [];
  const python = findProgram(["python3"], environment);
  if (!python) {
    missing.push({ what: "Python 3, which downloads the TensorFlow library", part: "python" });
    missing.push({ what: "pip, Python's installer, which downloads the TensorFlow library", part: "pip" });
  } else if (spawnSync(python, ["-c", "import pip"], { env: environment, stdio: "ignore" }).status !== 0) {
    missing.push({ what: "pip, Python's installer, which downloads the TensorFlow library", part: "pip" });
  }
  if (!compilerCommand(environment)) {
    missing.push({ what: "a C++ compiler, which builds tfjs-node's addon", part: "compiler" });
  }
  if (process.platform === "linux" && isMusl()) {
    missing.push({
      what: "glibc: this Linux uses musl, for which TensorFlow publishes no library",
      fix: "Use a distribution or container image based on glibc, such as Debian, Ubuntu or Fedora.",
    });
  }
  return missing;
}

/**
 * One message that lists all that is missing; `fixLines` has the commands that bring it.
 *
 * @param {readonly Missing[]} missing
 * @returns {string}
 */
export function describeMissing(missing) {
  return [
    "this machine lacks something that Reprise needs:",
    ...missing.map(({ what }) => `  - ${what}`),
  ].join("\n");
}

/**
 * What to do about all that is missing: commands and advice, one a line.
 *
 * @param {readonly Missing[]} missing
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string[]}
 */
export function fixLines(missing, environment = process.env) {
  const parts = missing.flatMap(({ part }) => part ?? []);
  const lines = missing.flatMap(({ fix }) => fix ?? []);
  if (parts.length === 0) return lines;
  const known = Object.entries(commands);
  const installed = known.filter(([manager]) => findProgram([manager], environment));
  const shown = installed.length > 0 ? installed.slice(0, 1) : known.slice(0, 2);
  lines.push(shown.length === 1 ? "Install it with:" : "Install it with your package manager, for example:");
  for (const [manager, command] of shown) {
    const names = new Set(parts.map((part) => packages[manager]?.[part] ?? part));
    lines.push(`  ${command} ${[...names].join(" ")}`);
  }
  return lines;
}

/** @type {Missing} */
export const missingAvx2 = Object.freeze({
  what: "AVX2: this processor lacks these instructions, and TensorFlow would die or give other bits without them",
  fix: "Use a processor with AVX2 (Intel since 2013, AMD since 2015); in a virtual machine, pass the host's processor through.",
});

/**
 * Why TensorFlow must not be loaded on this processor: without AVX it dies of an illegal instruction, without AVX2 and
 * FMA it chooses other kernels.
 *
 * @param {Machine} [machine]
 * @returns {Missing | undefined} `undefined` if it may be loaded
 */
export function processorProblem({ arch, cpuinfo } = thisMachine()) {
  if (arch !== "x64") return undefined;
  return hasProcessorFlag(cpuinfo, "avx2") && hasProcessorFlag(cpuinfo, "fma") ? undefined : missingAvx2;
}

/**
 * Whether results here are bit for bit those of every other machine: promised on Linux x64 with AVX2 only.
 *
 * @param {Machine} [machine]
 * @returns {boolean}
 */
export function isBitIdentical(machine = thisMachine()) {
  const { platform, arch, cpuinfo } = machine;
  return (
    platform === "linux" &&
    arch === "x64" &&
    hasProcessorFlag(cpuinfo, "avx2") &&
    hasProcessorFlag(cpuinfo, "fma")
  );
}

/**
 * @param {string | undefined} cpuinfo
 * @param {string} flag
 * @returns {boolean} `true` also where the flags cannot be read
 */
function hasProcessorFlag(cpuinfo, flag) {
  const flags = cpuinfo?.match(/^flags\s*:\s*(.*)$/m)?.[1];
  return flags === undefined || flags.split(" ").includes(flag);
}

/** @returns {string | undefined} */
function readCpuinfo() {
  try {
    return readFileSync("/proc/cpuinfo", "utf8");
  } catch {
    return undefined;
  }
}

/** @returns {boolean} */
function isMusl() {
  // The report would otherwise look up the names of the machine's network interfaces.
  Object.assign(process.report, { excludeNetwork: true });
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return header.glibcVersionRuntime === undefined;
}

/**
 * @param {string} version such as `22.12.0`
 * @param {readonly [number, number]} oldest
 */
function isOlder(version, [oldestMajor, oldestMinor]) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

/**
 * How to call npm: with the Node and npm that are running this, if npm is, else as found on the path.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {readonly [string, ...string[]] | undefined}
 */
export function npmCommand(environment = process.env) {
  const running = environment.npm_execpath;
  if (running && /npm-cli\.js$/.test(running) && isFile(running)) return [process.execPath, running];
  const found = findProgram(["npm"], environment);
  return found ? [found] : undefined;
}

/**
 * The C++ compiler: `CXX` if set, else the first of the usual names on the path.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string | undefined}
 */
export function compilerCommand(environment = process.env) {
  return findProgram([...(environment.CXX ? [environment.CXX] : []), "g++", "c++", "clang++"], environment);
}

/**
 * @param {readonly string[]} names
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string | undefined} full path of the first that is on the path
 */
export function findProgram(names, environment = process.env) {
  for (const name of names) {
    const places = name.includes("/")
      ? [name]
      : (environment.PATH ?? "").split(delimiter).map((d) => join(d, name));
    const found = places.find(isExecutable);
    if (found) return found;
  }
  return undefined;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return isFile(path);
  } catch {
    return false;
  }
}

/** @param {string} path */
function isFile(path) {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
