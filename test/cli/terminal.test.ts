import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { dice, project } from "../engine/project.ts";
import { processesLeft } from "./command.ts";

/** Runs a command on a terminal of its own and types Ctrl-C when its output shows a text; prints what it wrote. */
const onTerminal = `
import fcntl, os, pty, struct, sys, termios
folder, shown, *command = sys.argv[1:]
process, terminal = pty.fork()
if process == 0:
    os.chdir(folder)
    os.environ["TERM"] = "xterm"
    os.environ.pop("CI", None)
    os.execv(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
output, typed = b"", False
while True:
    try:
        part = os.read(terminal, 65536)
    except OSError:
        break
    if not part:
        break
    output += part
    if not typed and shown.encode() in output:
        os.write(terminal, b"\\x03")
        typed = True
sys.stdout.buffer.write(output)
sys.stdout.flush()
status = os.waitpid(process, 0)[1]
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
`;

test("Ctrl-C on a terminal ends the command with 130, gives the cursor back and leaves no process", async () => {
  const subject = project(dice("dice", { paper: "{ faces: [2, 3, 4, 5, 6, 7], throws: 150000000 }" }));
  const cli = join(import.meta.dirname, "../../src/cli.ts");
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status, stdout } = spawnSync(
    "python3",
    ["-c", onTerminal, subject.root, "faces=2 ", process.execPath, cli, "run", "dice"],
    { env, encoding: "utf8" },
  );
  assert.equal(status, 130, stdout);
  assert.match(stdout, /dice {2}─+ {2}0\/6/, "a bar for the experiment");
  assert.ok(stdout.includes("\x1b[?25l"), "the cursor is hidden while the bar moves");
  assert.ok(stdout.lastIndexOf("\x1b[?25h") > stdout.lastIndexOf("\x1b[?25l"), "and shown at the end");
  assert.match(stdout, /interrupted, finished runs are kept: 0 runs computed/);
  assert.deepEqual(await processesLeft(subject.root, 0), []);
});
