import { bundleOutlines, type CodePart } from "../engine/bundle.ts";
import { canonicalJson } from "../engine/canonical.ts";
import { type FieldChange, fieldChanges } from "../engine/field-changes.ts";
import { artifactFields, runFields } from "../engine/fingerprint.ts";
import { knownOutline } from "../engine/known-code.ts";
import { type CodeOutline, moduleChanges } from "../engine/outline.ts";
import { makePlan, type Plan, type PlannedExperiment, type PlannedRun } from "../engine/plan.ts";
import { canonicalName } from "../engine/runs-of.ts";
import { openStore, type Store, storeDirectory } from "../engine/store.ts";
import { publishedSeed } from "./options.ts";
import type { Session } from "./session.ts";
import { whyLines } from "./why-lines.ts";
import type { Assembly, RunReason, WhyReport } from "./why-report.ts";

type Changes = Pick<RunReason, "changes" | "modules">;

/** What the code of an experiment consists of now, by digest of its parts; asked for when it is needed. */
type OutlineNow = (part: CodePart) => Promise<CodeOutline | undefined>;

/** `why ID`: which field of which fingerprint differs from what the last result was made from. */
export async function whyCommand(
  session: Session,
  id: string,
  { preset }: { readonly preset: string },
): Promise<number> {
  const { root } = session;
  const store = openStore(storeDirectory(root));
  const plan = await makePlan({ root, preset, seed: publishedSeed, only: [id], store });
  for (const planned of plan.experiments) {
    let outlines: ReturnType<typeof bundleOutlines> | undefined;
    const outlineNow: OutlineNow = async ({ digest }) => {
      outlines ??= bundleOutlines(root, [planned.file]);
      return (await outlines).get(digest);
    };
    const report: WhyReport = {
      type: "why",
      version: 1,
      experiment: id,
      preset,
      status: planned.artifact === undefined ? "to do" : "up to date",
      runs: await runReasons(plan, planned, store, outlineNow),
      assembly: planned.artifact === undefined ? await assemblyOf(plan, planned, store, outlineNow) : null,
    };
    session.tell(report);
    for (const line of whyLines(report, planned.code)) session.say(line);
  }
  return 0;
}

async function runReasons(
  plan: Plan,
  planned: PlannedExperiment,
  store: Store,
  outlineNow: OutlineNow,
): Promise<RunReason[]> {
  if (planned.artifact !== undefined) return [];
  const last = plan.previous[planned.id]?.provenance.runs ?? [];
  const before = new Map(last.map(({ key, fingerprint }) => [canonicalName(key), fingerprint]));
  const reasons = new Map<string, RunReason>();
  for (const run of planned.runs) {
    if (run.result !== undefined) continue;
    const changes = runChanges(planned, run, before.get(canonicalName(run.key)), store);
    const name = JSON.stringify(changes ?? null);
    const reason = reasons.get(name) ?? {
      runs: [],
      reason: changes === undefined ? "new" : changes.length === 0 ? "lost" : "changed",
      ...(await explained(changes ?? [], planned.code.run, store, outlineNow)),
    };
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

async function assemblyOf(
  plan: Plan,
  planned: PlannedExperiment,
  store: Store,
  outlineNow: OutlineNow,
): Promise<Assembly> {
  const before = plan.previous[planned.id];
  const record = before && store.getRecord(before.fingerprint);
  if (record === undefined) return { reason: "new", changes: [], modules: [] };
  const { experiment, params, code } = planned;
  const fields = artifactFields({ ...plan, experiment, params, code, results: [] });
  const changes = fieldChanges(record.fields, JSON.parse(canonicalJson(fields)));
  // The digest of all results stands for the runs, which are told one by one
  const own = changes.filter(({ path }) => path !== "results");
  return {
    reason: own.length > 0 ? "changed" : "runs",
    ...(await explained(own, code.assemble, store, outlineNow)),
  };
}

/** Field by field and, where the code changed, module by module. */
async function explained(
  changes: readonly FieldChange[],
  part: CodePart,
  store: Store,
  outlineNow: OutlineNow,
): Promise<Changes> {
  const code = changes.find(({ path }) => path === "code");
  const [before, after] =
    typeof code?.before === "string"
      ? [knownOutline(store.directory, code.before), await outlineNow(part)]
      : [];
  const unknown = code !== undefined && (before === undefined || after === undefined);
  return {
    changes: changes.map((change) => ({ ...change }) as Changes["changes"][number]),
    modules: unknown
      ? null
      : moduleChanges(before ?? {}, after ?? {}).map((each) => ({
          ...each,
          declarations: [...each.declarations],
        })),
  };
}
