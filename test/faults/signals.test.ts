import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { processesLeft } from "../cli/command.ts";
import { dice, type Project, project } from "../engine/project.ts";
import { chance, disturb, finishedRuns, forget, seed, startedRuns, times } from "./moments.ts";

const faces = [2, 3, 4, 5, 6, 7];
const files = dice("dice", { paper: `{ faces: [${faces.join()}], throws: 1000000 }` });
const statuses = { SIGINT: 130, SIGTERM: 143 } as const;

async function resumes(subject: Project, before: ReadonlySet<string>): Promise<void> {
  const outcome = await subject.run({ workers: 1 });
  assert.equal(outcome.status, "complete");
  assert.deepEqual(
    outcome.ran.filter((run) => before.has(run)),
    [],
  );
}

test("SIGINT and SIGTERM at random moments: the right status, no process left, finished runs kept", {
  timeout: 600_000,
}, async (t) => {
  const subject = project(files);
  const random = chance("signals");
  const counts = { SIGINT: 0, SIGTERM: 0 };
  let finished = 0;
  while (counts.SIGINT + counts.SIGTERM < times(12, "dear")) {
    const signal = random.uniform() < 0.5 ? "SIGINT" : "SIGTERM";
    const before = finishedRuns(subject.root);
    const wanted = { runs: 6, milliseconds: 100, args: ["--workers", "2"] };
    const { reached, code, err, out } = await disturb(subject, random, wanted, (pid) =>
      process.kill(pid, signal),
    );
    assert.deepEqual(
      startedRuns(out).filter((run) => before.has(run)),
      [],
    );
    if (!reached) {
      assert.equal(code, 0);
      forget(subject);
      continue;
    }
    // All was done when the signal came, only the process had not left yet: then nothing may be wanting
    if (code === 0) {
      assert.equal(finishedRuns(subject.root).size, faces.length);
      assert.match(out, /"status":"complete"/);
      forget(subject);
      continue;
    }
    // Before it listens for signals, in its first tenths of a second, the system ends it in their name
    if (code !== null) assert.equal(code, statuses[signal], err);
    else assert.equal(finishedRuns(subject.root).size, before.size);
    assert.equal(err, "");
    assert.deepEqual(await processesLeft(subject.root, 0), []);
    counts[signal] += 1;
    const kept = finishedRuns(subject.root);
    finished += kept.size;
    if (random.uniform() < 0.4) {
      await resumes(subject, kept);
      forget(subject);
    }
  }
  await resumes(subject, finishedRuns(subject.root));
  t.diagnostic(
    `interrupted at random moments (seed ${seed}): ${counts.SIGINT} times by SIGINT, ${counts.SIGTERM} by SIGTERM; ${finished} finished runs kept, 0 processes left`,
  );
});

/** Runs a command on a terminal of its own; after a text has appeared, and some milliseconds more, sends it a signal. */
const onTerminal = `
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

test("on a terminal, Ctrl-C and signals at random moments give the cursor back", {
  timeout: 600_000,
}, async (t) => {
  // Longer than it takes until the signal comes
  const subject = project(dice("dice", { paper: "{ faces: [2, 3, 4, 5, 6, 7], throws: 10000000 }" }));
  const cli = join(import.meta.dirname, "../../src/cli.ts");
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const random = chance("terminal");
  const kinds = ["typed", "SIGINT", "SIGTERM"] as const;
  const count = times(6, "dear");
  let caught = 0;
  for (let i = 0; i < count; i++) {
    forget(subject);
    const kind = kinds[i % 3] ?? "typed";
    const wait = String(random.integer(400));
    const { status, stdout } = spawnSync(
      "python3",
      ["-c", onTerminal, subject.root, "\x1b[?25l", kind, wait, process.execPath, cli, "run", "dice"],
      { env, encoding: "utf8" },
    );
    assert.ok(stdout.includes("\x1b[?25l"), "the cursor is hidden while the bars move");
    assert.ok(stdout.lastIndexOf("\x1b[?25h") > stdout.lastIndexOf("\x1b[?25l"), "and shown at the end");
    assert.ok([0, kind === "SIGTERM" ? 143 : 130].includes(status ?? -1), `${status}\n${stdout}`);
    if (status !== 0) {
      caught += 1;
      assert.match(stdout, /interrupted, finished runs are kept/);
    }
    assert.deepEqual(await processesLeft(subject.root, 0), []);
  }
  assert.ok(caught > 0);
  t.diagnostic(`interrupted ${caught} times on a terminal: ${caught} times the cursor was given back`);
});
