import { existsSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { Outcome } from "../engine/engine.ts";
import { thisEnvironment } from "../engine/environment.ts";
import { UserError } from "../engine/errors.ts";
import { compareLock, hashesOf, lockFile, readLock, renewLock } from "../engine/lock.ts";
import { feedFile } from "../metadata/addresses.ts";
import { duration } from "../progress/words.ts";
import { reportClaims } from "./claim-notes.ts";
import { exitStatus } from "./exit-status.ts";
import { type BuildReport, outcomeInReport } from "./run-report.ts";
import { compute, type Session } from "./session.ts";

export interface BuildOptions {
  readonly preset: string;
  /** Accept the artifacts as they are now. */
  readonly updateLock?: boolean;
  /** Refuse artifacts other than the expected ones. */
  readonly locked?: boolean;
  /** Publish sentences that the results refute, marked as such. */
  readonly publishRefuted?: boolean;
  /** Print each article as a PDF, too. */
  readonly pdf?: boolean;
}

/** `build`: experiments, then the site in `dist/`, which stays as it was unless all of it could be made. */
export async function buildCommand(session: Session, options: BuildOptions): Promise<number> {
  if (options.preset !== "paper") {
    throw new UserError({
      what: `\`build\` makes what is published, from the preset paper; \`${options.preset}\` is not published`,
      where: "--preset",
      fix: "For a draft: `npm run draft`, or `npm run dev` to see it while you write.",
      exitCode: exitStatus.usage,
    });
  }
  const outcome = await compute(session, { preset: "paper" });
  if (outcome.status !== "complete") return notRendered(session, outcome, "dist");
  holdToLock(session, outcome, options);
  await renderSite(session, outcome, "dist", options);
  if (!existsSync(join(session.root, "dist", feedFile))) session.say(withoutAddress);
  session.say("Look at it with `npm run preview`.");
  return 0;
}

/** `draft`: the same from the small preset, watermarked, in a folder that nobody publishes. */
export async function draftCommand(session: Session): Promise<number> {
  const outcome = await compute(session, { preset: "draft" });
  if (outcome.status !== "complete") return notRendered(session, outcome, draftFolder);
  await renderSite(session, outcome, draftFolder);
  session.say("Look at it with `npm run preview -- --draft`.");
  return 0;
}

const withoutAddress =
  "note: no canonical links, feed, sitemap or picture for those who share a paper, because they need the site's address: set `site` in astro.config.mjs.";

/** Where the draft of the site stands, relative to the root. */
export const draftFolder = ".artifacts/draft-site";

function notRendered(session: Session, outcome: Outcome, folder: string): number {
  if (outcome.status === "failed" && !session.options.json) {
    console.error(`The site in ${folder}/ was not touched, because its results would not be complete.`);
  }
  tellReport(session, outcome, { site: null, claims: null });
  return 1;
}

function tellReport(
  session: Session,
  outcome: Outcome,
  { site, claims }: Pick<BuildReport, "site" | "claims">,
): void {
  const status = outcome.status === "complete" ? "built" : outcome.status;
  const report: BuildReport = {
    type: "build",
    version: 1,
    status,
    ...outcomeInReport(outcome),
    site,
    claims,
  };
  session.tell(report);
}

async function renderSite(
  session: Session,
  outcome: Outcome,
  outDir: string,
  { publishRefuted = false, pdf = false }: Pick<BuildOptions, "publishRefuted" | "pdf"> = {},
): Promise<void> {
  const { root, options, signal } = session;
  const started = performance.now();
  // Astro and Markdown take a second to load, which commands that render nothing need not wait for
  const [{ buildSite }, { reportUnbound }] = await Promise.all([
    import("../site.ts"),
    import("./unbound-notes.ts"),
  ]);
  const verbose = (options.verbose ?? false) && !options.json;
  const built = buildSite({ root, outDir, preset: outcome.preset, publishRefuted, pdf, verbose });
  await Promise.race([built, whenAborted(signal)]);
  const seconds = (performance.now() - started) / 1000;
  session.say(`site: ${outDir}/ in ${duration(seconds)}`);
  session.tell({ type: "site", folder: outDir, seconds });
  const claims = reportClaims(session, outDir);
  await reportUnbound(session);
  tellReport(session, outcome, { site: { folder: outDir, seconds }, claims });
}

/** Rejects when the signal tells to stop. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.throwIfAborted();
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** Compares the artifacts with the lock: a note, an error with `--locked`, and with `--update-lock` the new lock. */
function holdToLock(session: Session, outcome: Outcome, { updateLock, locked }: BuildOptions): void {
  const { root } = session;
  const records = Object.values(outcome.artifacts);
  if (updateLock) {
    renewLock(root, outcome.preset, records, thisEnvironment());
    session.say(`${lockFile}: written`);
    return;
  }
  const lock = readLock(root);
  const accept = "To accept them: `npm run build -- --update-lock`, and commit the file.";
  if (lock === undefined) {
    if (!locked) {
      session.say(`note: there is no ${lockFile} yet. ${accept}`);
      return;
    }
    throw new UserError({
      what: "there is no lock to hold the artifacts to",
      where: lockFile,
      fix: accept,
      exitCode: exitStatus.different,
    });
  }
  const differences = compareLock(lock, hashesOf(records));
  if (differences.length === 0) return;
  const ids = differences.map(({ id, expected, found }) =>
    found === undefined ? `${id} (gone)` : expected === undefined ? `${id} (new)` : id,
  );
  const what = `artifacts differ from the expected ones: ${ids.join(", ")}`;
  if (locked) throw new UserError({ what, where: lockFile, fix: accept, exitCode: exitStatus.different });
  session.say(`note: ${what}. ${accept}`);
  session.tell({ type: "lock", differences });
}
