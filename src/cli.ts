/** The command line: what people type, parsed; a file in commands/ for each verb. Only here exit codes are set. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { type AuditCommandOptions, auditCommand } from "./commands/audit.ts";
import { type BuildOptions, buildCommand, draftCommand } from "./commands/build.ts";
import { type DevOptions, devCommand } from "./commands/dev.ts";
import type { DiffOptions } from "./commands/diff-results.ts";
import { explainError, mendable } from "./commands/explain.ts";
import { listenForInterrupt } from "./commands/interrupt.ts";
import { hasReport, jsonSchemaOf } from "./commands/json-schema.ts";
import { type CommonOptions, wholeNumber, withCommonOptions } from "./commands/options.ts";
import { planCommand } from "./commands/plan.ts";
import { type PreviewOptions, previewCommand } from "./commands/preview.ts";
import { type ReplicateOptions, replicateCommand } from "./commands/replicate.ts";
import { type RunOptions, runCommand } from "./commands/run.ts";
import { openSession, type Session } from "./commands/session.ts";
import { verifyCommand } from "./commands/verify.ts";
import { whyCommand } from "./commands/why.ts";
import { UserError } from "./engine/errors.ts";

/** Exit status for an error that is no user's mistake, as sysexits.h has it. */
const internalError = 70;

const root = process.cwd();
const interrupt = listenForInterrupt();
const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8")) as {
  readonly version: string;
};

/** What can be typed. */
export const program = new Command("reprise")
  .description("Recomputes a paper's experiments and renders its site.")
  .version(version, "--version")
  .helpOption("--help", "show this help")
  .helpCommand(false)
  .showHelpAfterError("  fix:   Add `-- --help` to see what there is.")
  .configureOutput({ outputError: (text, write) => write(text.replace("\n(Did", " (Did")) })
  .exitOverride();

function verb(name: string, description: string): Command {
  const command = withCommonOptions(
    program.command(name).description(description).helpOption("--help", "show this help"),
  );
  if (!hasReport(name)) return command;
  // Like --help, it is answered before anything else is asked for
  return command
    .option("--json-schema", "print the JSON Schema of what --json prints, and do nothing else")
    .on("option:json-schema", () => {
      console.log(jsonSchemaOf(name));
      throw new CommanderError(0, "reprise.jsonSchema", "");
    });
}

/** Opens a session for the verb's options, and sets the exit status that it returns or that an interruption asks for. */
async function perform(options: CommonOptions, work: (session: Session) => Promise<number>): Promise<void> {
  process.exitCode = await work(openSession(root, interrupt.signal, options));
}

const preset = (fallback: string) => new Option("--preset <name>", "params of this preset").default(fallback);
const port = () => new Option("--port <n>", "port to serve at").argParser(wholeNumber(65_535));

verb("build", "run the experiments whose inputs changed, and render the site to dist/")
  .addOption(preset("paper").hideHelp())
  .option(
    "--locked",
    "fail (status 4) if artifacts differ from artifacts.lock.json, before the site is touched",
  )
  .option("--no-pdf", "print no PDF of the articles, which takes a browser and some seconds")
  .option("--publish-refuted", "publish sentences that the results refute, marked as refuted")
  .option("--update-lock", "write the artifacts' hashes to artifacts.lock.json")
  .action((options: CommonOptions & BuildOptions) =>
    perform(options, (session) => buildCommand(session, options)),
  );

verb("draft", "the same with the small preset `draft`, watermarked, to .artifacts/draft-site/").action(
  (options: CommonOptions) => perform(options, draftCommand),
);

verb("dev", "show the site while it is written; an edit recomputes what it affects")
  .addOption(preset("draft"))
  .addOption(port())
  .action((options: CommonOptions & DevOptions) =>
    perform(options, (session) => devCommand(session, options)),
  );

verb("preview", "serve the built site on this machine")
  .option("--draft", "the draft instead of dist/")
  .addOption(port())
  .action((options: CommonOptions & PreviewOptions) =>
    perform(options, (session) => previewCommand(session, options)),
  );

verb("verify", "recompute everything from nothing, and compare it with artifacts.lock.json byte for byte")
  .argument("[id...]", "experiments; all unless given")
  .addHelpText(
    "after",
    "\nIt works in .artifacts/verify/ and touches no published result." +
      "\nExit status: 0 identical; 4 different; 5 a claim is broken; 1 an experiment failed or there is no lock.",
  )
  .action((ids: readonly string[], options: CommonOptions) =>
    perform(options, (session) => verifyCommand(session, ids)),
  );

verb("replicate", "recompute with fresh seeds, and say which claims hold in how many replications")
  .argument("[id...]", "experiments; all that have claims unless given")
  .addOption(new Option("--seeds <n>", "replications").default(5).argParser(wholeNumber(10_000)))
  .option("--update-record", "write what came of it to replications.lock.json, which the paper may cite")
  .option("--count-failures", "with --update-record, also when experiments failed with some seeds")
  .addOption(preset("paper"))
  .addHelpText(
    "after",
    "\nThe seeds are the first 32 bits of the SHA-256 of `replication 1`, `replication 2`, …" +
      "\nIt works in .artifacts/replicate/ and touches no published result; finished runs are kept there." +
      "\nExit status: 0 no claim is refuted; 5 a claim is refuted in a replication; 1 an experiment failed.",
  )
  .action((ids: readonly string[], options: CommonOptions & ReplicateOptions) =>
    perform(options, (session) => replicateCommand(session, ids, options)),
  );

verb("run", "run experiments, and render no site (npm run experiment)")
  .argument("[id...]", "experiments; all unless given")
  .option("--run <key>", "only the runs with this key or part of it, such as method=exact")
  .addOption(preset("paper"))
  .action((ids: readonly string[], options: CommonOptions & RunOptions) =>
    perform(options, (session) => runCommand(session, ids, options)),
  );

verb("plan", "say what would run and about how long it would take; runs nothing")
  .argument("[id...]", "experiments; all unless given")
  .addOption(preset("paper"))
  .action((ids: readonly string[], options: CommonOptions & { readonly preset: string }) =>
    perform(options, (session) => planCommand(session, ids, options)),
  );

verb("why", "say which input of an experiment differs from what its last result was made from")
  .argument("<id>", "experiment")
  .addOption(preset("paper"))
  .action((id: string, options: CommonOptions & { readonly preset: string }) =>
    perform(options, (session) => whyCommand(session, id, options)),
  );

verb("audit", "compare TensorFlow's kernels on this processor and on emulated ones, bit for bit")
  .option("--update", "write the list of kernels that experiments may use")
  .addHelpText(
    "after",
    "\nIt needs QEMU's user mode (Debian: qemu-user), and takes about a minute." +
      "\nExit status: 0 the kernels are what src/native/kernels.json says; 4 they are not.",
  )
  .action((options: CommonOptions & AuditCommandOptions) =>
    perform(options, (session) => auditCommand(session, options)),
  );

verb("diff", "say which results, claims, sentences and figures differ from those of another commit")
  .argument("<rev>", "commit, branch or tag")
  .option("--compute", "run what is missing of either version; otherwise nothing runs")
  .addHelpText(
    "after",
    "\nChanges that are not committed count. Results of the other commit, which are those that its artifacts.lock.json" +
      "\nnames, come from .artifacts/; if some are missing, it says what computing them would take. It works in" +
      "\n.artifacts/diff/ and touches neither a published result nor anything of git's." +
      "\nExit status: 0 nothing differs; 4 something differs; 5 a claim that held is refuted; 1 results are missing or" +
      "\nan experiment failed; 2 there is no such commit or no repository.",
  )
  .action((rev: string, options: CommonOptions & DiffOptions) =>
    perform(options, async (session) => {
      // It renders figures and prose: half a second of loading that no other verb should wait for
      const { diffCommand } = await import("./commands/diff.ts");
      return diffCommand(session, rev, options);
    }),
  );

// Imported, it only says what can be typed
if (import.meta.main) {
  // Whoever reads the output may stop reading, as `| head` does; the rest is then for nobody
  process.stdout.on("error", () => process.exit(internalError));
  process.on("uncaughtException", (error) => process.exit(exitCodeOf(error)));
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
  const interrupted = interrupt.exitCode();
  if (interrupted !== undefined && process.exitCode !== 0) process.exitCode = interrupted;
  // What is still open, such as a half-rendered site or a watcher of Vite's, is not to be waited for
  process.exit();
}

/** Tells the error, unless that was done or it only says that the command was interrupted. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (interrupt.exitCode() !== undefined && !(error instanceof UserError)) return 1;
  console.error(explainError(error, root, process.argv.includes("--verbose")));
  return mendable(error, root)?.exitCode ?? internalError;
}
