/** The command line: what people type, parsed; one function in commands/ for each verb. Only here exit codes are set. */
import { Command, CommanderError } from "commander";
import { explainError } from "./commands/explain.ts";
import { listenForInterrupt } from "./commands/interrupt.ts";
import { type CommonOptions, withCommonOptions } from "./commands/options.ts";
import { type RunOptions, runCommand } from "./commands/run.ts";
import { openSession, type Session } from "./commands/session.ts";
import { UserError } from "./engine/errors.ts";

const root = process.cwd();
const interrupt = listenForInterrupt();
let verbose = process.argv.includes("--verbose");

/** Runs a verb and sets the exit status that it returns, or that an interruption asks for. */
function verb<Arguments extends readonly unknown[]>(
  work: (session: Session, ...args: Arguments) => Promise<number>,
): (...args: [...Arguments, CommonOptions, Command]) => Promise<void> {
  return async (...all) => {
    const options = all.at(-2) as CommonOptions;
    verbose = options.verbose ?? false;
    const session = openSession(root, interrupt.signal, options);
    const code = await work(session, ...(all.slice(0, -1) as unknown as Arguments));
    process.exitCode = interrupt.exitCode() ?? code;
  };
}

const program = new Command("reprise")
  .description("Recomputes a paper's experiments and renders its site.")
  .version("0.1.0", "--version")
  .showSuggestionAfterError()
  .showHelpAfterError("Run it with --help to see what there is.")
  .configureHelp({ showGlobalOptions: true })
  .exitOverride();

withCommonOptions(
  program
    .command("run")
    .description("run experiments, and render no site")
    .argument("[id...]", "experiments; all unless given")
    .option("--run <key>", "only this run, such as init=fold-1")
    .option("--preset <name>", "params of this preset", "paper"),
).action(
  verb((session: Session, ids: readonly string[], options: RunOptions) => runCommand(session, ids, options)),
);

try {
  await program.parseAsync();
} catch (error) {
  const interrupted = interrupt.exitCode();
  if (interrupted !== undefined) process.exitCode = interrupted;
  else if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(explainError(error, root, verbose));
    process.exitCode = error instanceof UserError ? error.exitCode : 70;
  }
}
