import { z } from "zod";
import { diffReport } from "./diff-report.ts";
import { computingEvents } from "./events-report.ts";
import { planReport } from "./plan-report.ts";
import { replicateReport } from "./replicate-report.ts";
import { buildLine, runLine } from "./run-report.ts";
import { verifyReport } from "./verify-report.ts";
import { whyReport } from "./why-report.ts";

/** What one line of `--json` may be, by verb. */
export const jsonLines = {
  build: buildLine,
  draft: buildLine,
  run: runLine,
  plan: planReport,
  why: whyReport,
  diff: z.discriminatedUnion("type", [...computingEvents, diffReport]),
  verify: z.discriminatedUnion("type", [...computingEvents, verifyReport]),
  replicate: z.discriminatedUnion("type", [...computingEvents, replicateReport]),
} as const satisfies Readonly<Record<string, z.ZodType>>;

/** A verb whose `--json` ends with a report. */
export type ReportingVerb = keyof typeof jsonLines;

/** Whether a verb's `--json` ends with a report. */
export function hasReport(verb: string): verb is ReportingVerb {
  return Object.hasOwn(jsonLines, verb);
}

/** The JSON Schema of a line that the verb prints with `--json`. */
export function jsonSchemaOf(verb: ReportingVerb): string {
  return JSON.stringify(z.toJSONSchema(jsonLines[verb]), null, 2);
}
