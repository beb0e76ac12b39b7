import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { canonicalJson } from "../engine/canonical.ts";
import { UserError } from "../engine/errors.ts";
import { fieldChanges } from "../engine/field-changes.ts";
import { movement } from "../engine/movement.ts";
import { loadFigure } from "../figures/load.ts";
import type { DrawnFigure } from "../markdown/context.ts";
import { figureSource } from "../markdown/figure-source.ts";
import type { FigureChange, MovementInShort } from "./diff-report.ts";
import type { Side } from "./diff-side.ts";

/**
 * The figures that differ in what is drawn or said of them, in the order of the papers. Those made of the same code and the
 * same artifacts are not drawn for it.
 */
export async function changedFigures(
  before: Side,
  after: Side,
  signal: AbortSignal,
): Promise<readonly FigureChange[]> {
  const changes: FigureChange[] = [];
  for (const paper of [...new Set([...after.papers.keys(), ...before.papers.keys()])]) {
    const [old, now] = [before, after].map(({ papers }) => papers.get(paper)?.figures ?? []);
    for (const id of new Set([...(now ?? []), ...(old ?? [])])) {
      signal.throwIfAborted();
      const place = (ids: readonly string[] | undefined) => {
        const index = ids?.indexOf(id) ?? -1;
        return index < 0 ? null : index + 1;
      };
      const figure = { paper, id, before: place(old), after: place(now) };
      const change = await changeOf(figure, before, after);
      if (change !== undefined) changes.push({ ...figure, ...change });
    }
  }
  return changes;
}

type Place = Pick<FigureChange, "paper" | "id" | "before" | "after">;
type Change = Omit<FigureChange, keyof Place>;

const nothing = { data: null, design: [], texts: [], reason: null } as const;

async function changeOf(place: Place, before: Side, after: Side): Promise<Change | undefined> {
  if (place.before === null) return { change: "new", ...nothing, design: [], texts: [] };
  if (place.after === null) return { change: "removed", ...nothing, design: [], texts: [] };
  try {
    if ((await inputs(place, before)) === (await inputs(place, after))) return undefined;
    return difference(await drawn(place, before), await drawn(place, after));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const reason = `${error.where === undefined ? "" : `${error.where}: `}${error.what}`;
    return { change: "not comparable", ...nothing, design: [], texts: [], reason };
  }
}

/** Everything that a drawing is made of, as one text. */
async function inputs({ paper, id }: Place, { root, evidence }: Side): Promise<string> {
  const file = `content/${paper}/figures/${id}.ts`;
  if (!existsSync(join(root, file)))
    throw new UserError({ what: "there is no such file in one of the versions", where: file });
  const { figure, modules } = await loadFigure(file, root);
  return JSON.stringify([
    modules.map((module) => [relative(root, module), readFileSync(module, "utf8")]),
    Object.keys(figure.artifacts).map((experiment) => [experiment, evidence.hash(experiment)]),
  ]);
}

async function drawn({ paper, id }: Place, { root, evidence }: Side): Promise<DrawnFigure> {
  const figures = await figureSource(root, join(root, "content", paper), evidence);
  return await figures.render(id);
}

/** Undefined when readers see and read the same. */
function difference(old: DrawnFigure, now: DrawnFigure): Change | undefined {
  const [before, after] = [apart(old.spec.wide), apart(now.spec.wide)];
  const data = inShort(before.data, after.data);
  const design = [
    ...fieldChanges(before.design, after.design).map(({ path }) => path),
    ...fieldChanges(apart(old.spec.narrow).design, apart(now.spec.narrow).design).map(
      ({ path }) => `${path} (narrow)`,
    ),
    ...(old.span === now.span ? [] : ["span"]),
  ];
  const texts = (["title", "description", "table"] as const).filter(
    (key) => canonicalJson(old[key]) !== canonicalJson(now[key]),
  );
  if (data === null && design.length === 0 && texts.length === 0) return undefined;
  const own = design.filter((path) => !path.endsWith(" (narrow)") || !design.includes(path.slice(0, -9)));
  return { change: "changed", data, design: own, texts, reason: null };
}

/** A specification's data, by where they stand in it, and the rest of it. */
function apart(spec: object): { readonly data: Readonly<Record<string, unknown>>; readonly design: unknown } {
  const data: Record<string, unknown> = {};
  const rest = (value: unknown, path: string): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((each: unknown, i) => rest(each, `${path}[${i}]`));
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]: [string, unknown]) => {
        const at = path === "" ? key : `${path}.${key}`;
        if (key !== "datasets" && !(key === "data" && hasValues(inner))) return [key, rest(inner, at)];
        data[at] = hasValues(inner) ? inner.values : inner;
        return [key, null];
      }),
    );
  };
  return { design: rest(spec, ""), data };
}

function hasValues(value: unknown): value is { readonly values: unknown } {
  return typeof value === "object" && value !== null && "values" in value;
}

/** How values moved, in short; null when they did not. */
export function inShort(before: unknown, after: unknown): MovementInShort | null {
  const { values, moved, gone, added, largestAbsolute, largestRelative } = movement(before, after);
  if (moved.length + gone.length + added.length === 0) return null;
  return {
    values,
    moved: moved.length,
    gone: gone.length,
    added: added.length,
    largestAbsolute: largestAbsolute ?? null,
    largestRelative: largestRelative ?? null,
  };
}
