import { jsonValue } from "./canonical.ts";
import type { Run, RunKey } from "./define.ts";
import { deterministicallyNow } from "./determinism.ts";
import type { DiscoveredExperiment } from "./discover.ts";
import { UserError } from "./errors.ts";
import { failureOf } from "./failure.ts";
import { runName } from "./run-name.ts";

/** The params of a preset as the experiment's schema gives them back. */
export function paramsOf({ experiment, file }: DiscoveredExperiment, preset: string): unknown {
  const presets: Readonly<Record<string, unknown>> = experiment.presets;
  if (!Object.hasOwn(presets, preset)) {
    throw new UserError({
      what: `there is no preset \`${preset}\``,
      where: `${file}: presets`,
      fix: `The presets are ${Object.keys(presets).join(", ")}.`,
    });
  }
  return experiment.params.parse(presets[preset]);
}

/**
 * The runs that the experiment lists for these params, checked: at least one, each with a key of its own made of
 * words that can be typed in a command and used in an address.
 */
export function runsOf(
  root: string,
  discovered: DiscoveredExperiment,
  params: unknown,
): readonly Run<unknown>[] {
  const where = `${discovered.file}: runs`;
  let runs: readonly Run<unknown>[];
  try {
    runs = deterministicallyNow(() => discovered.experiment.runs(params));
  } catch (error) {
    const { what, where: place, fix } = failureOf(root, error);
    throw new UserError({ what: `\`runs\` failed: ${what}`, where: place ?? where, fix, cause: error });
  }
  if (!Array.isArray(runs)) {
    throw new UserError({
      what: "`runs` must return an array of `{ key, input }`",
      where,
      fix: "Return an array, at once: `runs` may not be asynchronous.",
    });
  }
  if (runs.length === 0) {
    throw new UserError({
      what: "`runs` returned no run, so that there would be nothing to assemble",
      where,
      fix: 'Return one run for each condition; a single run can have the key `{ part: "all" }`.',
    });
  }
  const seen = new Map<string, number>();
  runs.forEach((run, index) => {
    checkRun(run, `${where}()[${index}]`);
    const name = canonicalName(run.key);
    const twin = seen.get(name);
    if (twin !== undefined) {
      throw new UserError({
        what: `two runs have the key ${runName(run.key)}: numbers ${twin} and ${index}`,
        where,
        fix: "Put into the key what tells the two apart.",
      });
    }
    seen.set(name, index);
  });
  return runs;
}

/** The same for keys that differ only in the order of their parts. */
export function canonicalName(key: RunKey): string {
  return Object.keys(key)
    .sort()
    .map((part) => `${part}=${String(key[part])}`)
    .join(",");
}

const keyName = /^[A-Za-z][A-Za-z0-9_-]*$/;
const keyValue = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/;

function checkRun(run: unknown, where: string): asserts run is Run<unknown> {
  if (typeof run !== "object" || run === null || !("key" in run)) {
    throw new UserError({
      what: "this run has no `key`",
      where,
      fix: "Return runs as `{ key: { … }, input: … }`.",
    });
  }
  const { key } = run;
  if (typeof key !== "object" || key === null || Array.isArray(key) || Object.keys(key).length === 0) {
    throw new UserError({
      what: "the key must be an object with at least one part",
      where: `${where}.key`,
      fix: 'Write it like `{ method: "exact" }`.',
    });
  }
  for (const [name, value] of Object.entries(key)) checkKeyPart(name, value, `${where}.key`);
  if ("cost" in run && run.cost !== undefined && !(Number.isFinite(run.cost) && Number(run.cost) > 0)) {
    throw new UserError({
      what: "the cost must be a positive number",
      where: `${where}.cost`,
      fix: "Leave it out, or mend it.",
    });
  }
  jsonValue("input" in run ? run.input : undefined, `${where}.input`);
}

function checkKeyPart(name: string, value: unknown, where: string): void {
  if (!keyName.test(name)) {
    throw new UserError({
      what: `the key has a part named ${JSON.stringify(name)}`,
      where,
      fix: "Name parts with letters, digits, `-` and `_`, beginning with a letter.",
    });
  }
  const kind = typeof value;
  const fine =
    kind === "boolean" ||
    (kind === "number" && Number.isFinite(value)) ||
    (kind === "string" && keyValue.test(value as string));
  if (fine) return;
  throw new UserError({
    what: `the key's part \`${name}\` is ${kind === "string" ? JSON.stringify(value) : String(value)}`,
    where,
    fix: "Values are finite numbers, booleans, or words of letters, digits, `.`, `-`, `_` and `+`, so that they can be typed: `--run method=exact`.",
  });
}
