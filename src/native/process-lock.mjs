/**
 * A lock between processes, kept in a file: a second process waits, and a lock whose holder was killed is broken.
 *
 * The file names its holder's process id, start time and host. A holder on this host is alive if a process with
 * that id and start time is; a holder elsewhere (a shared home, another container) is alive as long as it keeps
 * touching the file. Plain JavaScript, because the bootstrap uses it too.
 */
import { randomBytes } from "node:crypto";
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const heartbeatMs = 5_000;
/** A holder that cannot be asked is given this long between heartbeats: time for a machine that swaps. */
const silenceMs = 60_000;
/** A file without content belongs to a process between creating and writing it, or killed there. */
const emptyMs = 2_000;
const pollMs = 100;

/**
 * @typedef {object} LockOptions
 * @property {() => void} [onWait] called once if another process holds the lock
 * @property {AbortSignal} [signal] gives up waiting with the signal's reason
 */

/**
 * Runs a task while holding the lock, and releases it whatever happens.
 *
 * @template T
 * @param {string} path of the lock file; its folder is created
 * @param {LockOptions} options
 * @param {() => Promise<T>} task
 * @returns {Promise<T>}
 */
export async function withProcessLock(path, options, task) {
  const content = await acquire(path, options);
  const heartbeat = setInterval(() => touch(path), heartbeatMs);
  heartbeat.unref();
  const release = () => {
    if (read(path) === content) rmSync(path, { force: true });
  };
  process.once("exit", release);
  try {
    return await task();
  } finally {
    clearInterval(heartbeat);
    process.removeListener("exit", release);
    release();
  }
}

/**
 * @param {string} path
 * @param {LockOptions} options
 * @returns {Promise<string>} what the lock file holds while it is ours
 */
async function acquire(path, { onWait, signal }) {
  mkdirSync(dirname(path), { recursive: true });
  const content = JSON.stringify({
    pid: process.pid,
    start: startTime(process.pid),
    host: hostname(),
    nonce: randomBytes(8).toString("hex"),
  });
  for (let waited = false; ; ) {
    signal?.throwIfAborted();
    try {
      writeFileSync(path, content, { flag: "wx" });
      return content;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    }
    if (isAbandoned(path)) {
      // Several may get here at once: a short rest lets the first of them take the lock before the others look again.
      breakLock(path);
      await sleep(Math.random() * 20);
      continue;
    }
    if (!waited) onWait?.();
    waited = true;
    await sleep(pollMs, undefined, signal ? { signal } : {});
  }
}

/** @param {string} path */
function isAbandoned(path) {
  const content = read(path);
  if (content === undefined) return false;
  const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  /** @type {{ pid: number, start: string | null, host: string }} */
  let holder;
  try {
    holder = JSON.parse(content);
  } catch {
    return age > emptyMs;
  }
  if (holder.host !== hostname()) return age > silenceMs;
  return !isAlive(holder.pid) || startTime(holder.pid) !== holder.start;
}

/**
 * Removes an abandoned lock. It is first moved to a name of its own, because between looking and removing, another
 * process may have broken it and taken the lock: then what was moved is alive, and goes back.
 *
 * @param {string} path
 */
function breakLock(path) {
  const aside = `${path}.${randomBytes(8).toString("hex")}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (!isAbandoned(aside)) {
    try {
      linkSync(aside, path);
    } catch {
      // Taken by a third process in these microseconds: two now hold it, as if there were no lock for once.
    }
  }
  rmSync(aside, { force: true });
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** @param {string} path */
function touch(path) {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // Gone with its folder: nothing left to protect.
  }
}

/**
 * Whether a process of this id is running on this machine, whoever owns it.
 *
 * @param {number} pid
 * @returns {boolean}
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/**
 * When a process started, in clock ticks since boot, so that a reused process id is not taken for the holder.
 *
 * @param {number} pid
 * @returns {string | null} `null` where there is no `/proc`
 */
function startTime(pid) {
  const stat = read(`/proc/${pid}/stat`);
  // Fields after the parenthesized command, which may itself hold spaces: the state, and 19 further on the start time.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
  // A zombie holds nothing: it was killed and nobody has asked how it ended.
  return fields[0] === "Z" ? null : (fields[19] ?? null);
}
