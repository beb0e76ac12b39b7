import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../engine/claims.ts";
import { UserError } from "../engine/errors.ts";
import { evaluateClaims } from "../engine/evaluate-claims.ts";
import { errorCode } from "../engine/files.ts";
import { evaluateQuantities } from "../engine/quantities.ts";
import type { Store } from "../engine/store.ts";
import type { Evidence } from "../markdown/context.ts";
import { withQuantities } from "../markdown/quantities.ts";
import { type ReadProse, readProse } from "./diff-prose.ts";

/** One of the two versions that are compared: its results, and what is said of them. */
export interface Side {
  readonly root: string;
  /** SHA-256 of each artifact, by experiment id. */
  readonly hashes: Readonly<Record<string, string>>;
  readonly evidence: Evidence;
  /** By `<experiment>.<claim>`. */
  readonly claims: ReadonlyMap<string, Finding>;
  /** Experiments whose claims cannot be evaluated. */
  readonly unclaimed: readonly string[];
  /** By the name of the paper's folder. */
  readonly papers: ReadonlyMap<string, ReadProse>;
}

export interface SideOptions {
  readonly root: string;
  readonly store: Store;
  readonly hashes: Readonly<Record<string, string>>;
  /** The params of each experiment, where they are known. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Told of what cannot be evaluated, which is then left out; without it, that is an error. */
  readonly note?: (message: string) => void;
}

/**
 * Reads one version with the present generator.
 *
 * @throws UserError for claims and quantities that cannot be evaluated, unless there is somebody to note it
 */
export async function readSide({ root, store, hashes, params, note }: SideOptions): Promise<Side> {
  const artifacts = new Map<string, unknown>();
  const artifact = (id: string): unknown => {
    const hash = hashes[id];
    if (hash !== undefined && !artifacts.has(id)) {
      const bytes = store.getObject(hash);
      artifacts.set(id, bytes && JSON.parse(new TextDecoder().decode(bytes)));
    }
    return artifacts.get(id);
  };
  const plain: Evidence = {
    ids: Object.keys(hashes).sort(),
    artifact,
    params: (id) => params[id],
    hash: (id) => hashes[id],
  };
  const quantities = new Map<string, Readonly<Record<string, number>>>();
  const claims = new Map<string, Finding>();
  const unclaimed: string[] = [];
  for (const id of plain.ids) {
    const one = { ids: [id], artifact };
    const derived = await attempt(() => evaluateQuantities(root, one), note, `the quantities of ${id}`);
    for (const [name, numbers] of derived ?? []) quantities.set(name, numbers);
    const evaluated = await attempt(() => evaluateClaims(root, one), note, `the claims of ${id}`);
    if (evaluated === undefined) unclaimed.push(id);
    for (const [name, { finding }] of evaluated ?? []) claims.set(name, finding);
  }
  const evidence = withQuantities(plain, quantities);
  const papers = new Map<string, ReadProse>();
  for (const folder of paperFolders(root)) {
    const file = `content/${folder}/index.md`;
    const source = readFileSync(join(root, file), "utf8");
    papers.set(folder, await readProse(source, file, evidence, [...claims.keys()]));
  }
  return { root, hashes, evidence, claims, unclaimed, papers };
}

async function attempt<T>(
  evaluate: () => Promise<ReadonlyMap<string, T>>,
  note: SideOptions["note"],
  what: string,
): Promise<ReadonlyMap<string, T> | undefined> {
  try {
    return await evaluate();
  } catch (error) {
    if (note === undefined || !(error instanceof UserError)) throw error;
    note(`${what} there cannot be evaluated by the present generator: ${error.what}`);
    return undefined;
  }
}

function paperFolders(root: string): readonly string[] {
  try {
    return readdirSync(join(root, "content")).filter((name) => {
      try {
        return readFileSync(join(root, "content", name, "index.md")).length > 0;
      } catch {
        return false;
      }
    });
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}
