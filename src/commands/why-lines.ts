import type { ExperimentCode } from "../engine/bundle.ts";
import { count } from "../progress/words.ts";
import type { RunReason, WhyReport } from "./why-report.ts";

/** Names of runs shown for each reason; `--json` has all. */
const shownRuns = 6;

/** What is to be done for an experiment and why, for people. */
export function whyLines(
  { experiment, preset, status, runs, assembly }: WhyReport,
  code: ExperimentCode,
): readonly string[] {
  if (status === "up to date" || assembly === null)
    return [`${experiment} is up to date with the preset ${preset}.`];
  const lines = runs.flatMap((reason) => [
    `${count(reason.runs.length, "run")} to do: ${reason.runs.slice(0, shownRuns).join("; ")}${reason.runs.length > shownRuns ? "; …" : ""}`,
    ...(reason.reason === "new"
      ? ["  no earlier result of this key, or it was not kept"]
      : reason.reason === "lost"
        ? ["  the stored result is gone or damaged"]
        : changeLines(reason, code.run.modules)),
  ]);
  switch (assembly.reason) {
    case "new":
      return [...lines, "the artifact has not been assembled yet"];
    case "runs":
      return [...lines, "the artifact is to be assembled"];
    case "changed":
      return [...lines, "the artifact is to be assembled:", ...changeLines(assembly, code.assemble.modules)];
  }
}

function changeLines(
  { changes, modules }: Pick<RunReason, "changes" | "modules">,
  reached: readonly string[],
): readonly string[] {
  return changes.flatMap(({ path, before, after }) =>
    path === "code" ? codeLines(modules, reached) : [`  ${path}: ${shortly(before)} → ${shortly(after)}`],
  );
}

function codeLines(modules: RunReason["modules"], reached: readonly string[]): readonly string[] {
  if (modules === null) {
    return [
      `  code: changed, somewhere in what it reaches of ${reached.join(", ")}`,
      "    (which module cannot be told: what the code was before is not known here; it is from the next build on)",
    ];
  }
  if (modules.length === 0) return ["  code: the order of what it reaches changed, and nothing in it"];
  return modules.map(({ module, change, declarations }) => {
    const name = module.startsWith("reprise/")
      ? `src/${module.slice("reprise/".length)} (of Reprise)`
      : module;
    if (change !== "changed") return `  code: ${name} is ${change}`;
    return `  code: ${name} changed (${declarations.join(", ")})`;
  });
}

function shortly(value: unknown): string {
  if (value === undefined) return "(absent)";
  const text = JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 77)}…`;
}
