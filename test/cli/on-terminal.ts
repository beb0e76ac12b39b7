import { spawnSync } from "node:child_process";
import { join } from "node:path";

const cli = join(import.meta.dirname, "../../src/cli.ts");

/** Runs a command on a pseudo-terminal; some milliseconds after a text has appeared, types Ctrl-C or sends a signal. */
const script = `
import fcntl, os, pty, select, signal, struct, sys, termios, time
folder, shown, name, wait, *command = sys.argv[1:]
process, terminal = pty.fork()
if process == 0:
    os.chdir(folder)
    os.environ["TERM"] = "xterm"
    os.environ.pop("CI", None)
    os.execv(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
output, due, sent = b"", None, False
while True:
    if due is None and shown.encode() in output:
        due = time.monotonic() + float(wait) / 1000
    if due is not None and not sent and time.monotonic() >= due:
        os.write(terminal, b"\\x03") if name == "typed" else os.kill(process, getattr(signal, name))
        sent = True
    ready, _, _ = select.select([terminal], [], [], 0.005)
    if not ready:
        continue
    try:
        part = os.read(terminal, 65536)
    except OSError:
        break
    if not part:
        break
    output += part
sys.stdout.buffer.write(output)
sys.stdout.flush()
status = os.waitpid(process, 0)[1]
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
`;

export interface Interruption {
  /** The text that has to appear first. */
  readonly after: string;
  /** Milliseconds between its appearance and the interruption. */
  readonly wait?: number;
  /** Ctrl-C as it is typed, or a signal to the command alone. */
  readonly by: "typed" | "SIGINT" | "SIGTERM";
}

export interface Ended {
  readonly status: number | null;
  /** All that the terminal was sent, control sequences among it. */
  readonly screen: string;
}

/** Runs the command line on a terminal of 100 columns in a project's folder, and interrupts it. */
export function interruptedOnTerminal(
  root: string,
  { after, wait = 0, by }: Interruption,
  ...args: readonly string[]
): Ended {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const words = ["-c", script, root, after, by, String(wait), process.execPath, cli, ...args];
  const { status, stdout } = spawnSync("python3", words, { env, encoding: "utf8" });
  return { status, screen: stdout };
}

export const hideCursor = "\x1b[?25l";
export const showCursor = "\x1b[?25h";
