import { canonicalJson } from "../engine/canonical.ts";
import { type FieldChange, fieldChanges } from "../engine/field-changes.ts";
import { artifactFields, runFields } from "../engine/fingerprint.ts";
import { makePlan, type Plan, type PlannedExperiment, type PlannedRun } from "../engine/plan.ts";
import { canonicalName } from "../engine/runs-of.ts";
import { openStore, type Store, storeDirectory } from "../engine/store.ts";
import { count } from "../progress/words.ts";
import { publishedSeed } from "./options.ts";
import type { Session } from "./session.ts";

/** Runs that are to run again for one and the same reason. */
interface Reason {
  readonly changes: readonly FieldChange[] | undefined;
  readonly runs: string[];
}

/** `why ID`: which field of which fingerprint differs from what the last result was made from. */
export async function whyCommand(
  session: Session,
  id: string,
  { preset }: { readonly preset: string },
): Promise<number> {
  const store = openStore(storeDirectory(session.root));
  const plan = await makePlan({ root: session.root, preset, seed: publishedSeed, only: [id], store });
  for (const planned of plan.experiments) {
    const reasons = runReasons(plan, planned, store);
    const assembly = planned.artifact === undefined ? assemblyChanges(plan, planned, store) : [];
    session.tell({ type: "why", experiment: id, preset, runs: reasons, assembly });
    for (const line of explain(plan, planned, reasons, assembly)) session.say(line);
  }
  return 0;
}

function runReasons(plan: Plan, planned: PlannedExperiment, store: Store): readonly Reason[] {
  if (planned.artifact !== undefined) return [];
  const last = plan.previous[planned.id]?.provenance.runs ?? [];
  const before = new Map(last.map(({ key, fingerprint }) => [canonicalName(key), fingerprint]));
  const reasons = new Map<string, Reason>();
  for (const run of planned.runs) {
    if (run.result !== undefined) continue;
    const changes = runChanges(planned, run, before.get(canonicalName(run.key)), store);
    const name = canonicalJson(changes?.map(({ path, ...values }) => [path, JSON.stringify(values)]) ?? null);
    const reason = reasons.get(name) ?? { changes, runs: [] };
    reason.runs.push(run.name);
    reasons.set(name, reason);
  }
  return [...reasons.values()];
}

/** Undefined when there is nothing to compare with. */
function runChanges(
  { shared }: PlannedExperiment,
  run: PlannedRun,
  before: string | undefined,
  store: Store,
): readonly FieldChange[] | undefined {
  const record = before === undefined ? undefined : store.getRecord(before);
  return record && fieldChanges(record.fields, JSON.parse(canonicalJson(runFields(shared, run))));
}

function assemblyChanges(
  plan: Plan,
  planned: PlannedExperiment,
  store: Store,
): readonly FieldChange[] | undefined {
  const before = plan.previous[planned.id];
  const record = before && store.getRecord(before.fingerprint);
  if (record === undefined) return undefined;
  const { experiment, params, code } = planned;
  const fields = artifactFields({ ...plan, experiment, params, code, results: [] });
  const changes = fieldChanges(record.fields, JSON.parse(canonicalJson(fields)));
  // The digest of all results stands for the runs, which are told one by one
  return changes.filter(({ path }) => path !== "results");
}

function explain(
  plan: Plan,
  planned: PlannedExperiment,
  reasons: readonly Reason[],
  assembly: readonly FieldChange[] | undefined,
): readonly string[] {
  const { id, artifact, code } = planned;
  if (artifact !== undefined) return [`${id} is up to date with the preset ${plan.preset}.`];
  const lines = reasons.flatMap(({ changes, runs }) => [
    `${count(runs.length, "run")} to do: ${runs.slice(0, 6).join("; ")}${runs.length > 6 ? "; …" : ""}`,
    ...(changes === undefined
      ? ["  no earlier result of this key, or it was not kept"]
      : changes.length === 0
        ? ["  the stored result is gone or damaged"]
        : changes.map((change) => changeLine(change, code.run.modules))),
  ]);
  const rest = assembly?.map((change) => changeLine(change, code.assemble.modules)) ?? [];
  const heading =
    assembly === undefined ? "the artifact has not been assembled yet" : "the artifact is to be assembled";
  return [...lines, rest.length > 0 ? `${heading}:` : heading, ...rest];
}

function changeLine({ path, before, after }: FieldChange, modules: readonly string[]): string {
  if (path === "code") return `  code: changed, somewhere in what it reaches of ${modules.join(", ")}`;
  return `  ${path}: ${shortly(before)} → ${shortly(after)}`;
}

function shortly(value: unknown): string {
  if (value === undefined) return "(absent)";
  const text = JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 77)}…`;
}
