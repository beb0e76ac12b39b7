import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import { storeDirectory } from "../engine/store.ts";
import { withProcessLock } from "../native/process-lock.mjs";
import type { Session } from "./session.ts";

/** A store for one command, apart from the published results, which it never touches. */
export interface SeparateStore {
  readonly directory: string;
  /** For messages: relative to the root. */
  readonly name: string;
  /** Leaves its content for a look, until the next command of the kind empties it. */
  keep(): void;
}

/**
 * Does work with an empty store in `.artifacts/<name>/`, and removes it when the work ends, however it ends. A second
 * command of the kind waits for the first.
 */
export async function withSeparateStore<T>(
  { root, signal, say }: Session,
  name: string,
  work: (store: SeparateStore) => Promise<T>,
): Promise<T> {
  const directory = join(storeDirectory(root), name);
  const onWait = () => say(`waiting for another ${name} of this project to end`);
  return await withProcessLock(`${directory}.lock`, { onWait, signal }, async () => {
    const remove = () => rmSync(directory, { recursive: true, force: true });
    let kept = false;
    const clean = () => {
      if (!kept) remove();
    };
    remove();
    // A second Ctrl-C ends the process before the work does
    process.once("exit", clean);
    try {
      return await work({
        directory,
        name: relative(root, directory),
        keep: () => {
          kept = true;
        },
      });
    } finally {
      process.removeListener("exit", clean);
      clean();
    }
  });
}
