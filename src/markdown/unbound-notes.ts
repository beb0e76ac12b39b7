import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { count } from "../progress/words.ts";
import { unboundNumbers } from "./unbound.ts";

/** What an author is told of typed numbers in all papers of a project. */
export async function unboundNotes(root: string): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const file of glob("content/*/index.md", { cwd: root })) files.push(file);
  const notes = await Promise.all(
    files.sort().map(async (file) => {
      const found = await unboundNumbers(await readFile(join(root, file), "utf8"));
      return found.map(
        ({ line, text }) => `${file}:${line}: “${text}” looks like a result and is not bound to one`,
      );
    }),
  );
  const all = notes.flat();
  if (all.length === 0) return [];
  return [
    ...all,
    `${count(all.length, "number")} not bound: write \`:value[…]\` or \`:param[…]\`, or \`:literal[…]\` for what is no result`,
  ];
}
