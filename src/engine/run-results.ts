import { canonicalJson, type Json } from "./canonical.ts";
import type { RunKey, RunResults } from "./define.ts";
import { UserError } from "./errors.ts";
import { runName } from "./run-name.ts";
import type { Store } from "./store.ts";

interface StoredRun {
  readonly key: RunKey;
  readonly input: Json;
  readonly hash: string;
}

/**
 * The results of finished runs, in the order given, read from the store one at a time as they are asked for: memory
 * holds one of them, unless `assemble` keeps more.
 */
export function storedResults(store: Store, runs: readonly StoredRun[]): RunResults<unknown, unknown> {
  const byKey = new Map(runs.map((run) => [canonicalJson(run.key), run]));

  function read({ key, hash }: StoredRun): unknown {
    const bytes = store.getObject(hash);
    if (bytes !== undefined) return JSON.parse(new TextDecoder().decode(bytes));
    throw new UserError({
      what: `the stored result of the run ${runName(key)} is missing or damaged`,
      fix: "Run the same command again: it recomputes that run.",
    });
  }

  return {
    length: runs.length,
    get(key) {
      const run = byKey.get(canonicalJson(key));
      if (run !== undefined) return read(run);
      throw new UserError({
        what: `\`results.get\` was asked for the run ${runName(key)}, which \`runs\` does not list`,
        fix: `The runs are ${runs
          .slice(0, 8)
          .map((each) => runName(each.key))
          .join("; ")}${runs.length > 8 ? "; …" : ""}.`,
      });
    },
    *[Symbol.iterator]() {
      for (const run of runs) yield { key: run.key, input: run.input, result: read(run) };
    },
  };
}
