import assert from "node:assert/strict";
import { after, before, describe, mock, test } from "node:test";
import { type Command, CommanderError } from "commander";
import fc from "fast-check";
import { program } from "../../src/cli.ts";
import { start } from "../cli/command.ts";
import { dice, project } from "../engine/project.ts";
import { traps } from "./hostile.ts";
import { cases, patience } from "./outcome.ts";

const verbs = program.commands.map((verb) => verb.name());
const flags = program.commands.flatMap((verb) => verb.options.map((option) => option.long ?? ""));
/** No shell can pass a zero byte, and no system half a character. */
const passable = traps.filter((text) => !/\0/.test(text) && text.isWellFormed());

const word = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...flags) },
  { weight: 2, arbitrary: fc.constantFrom("dice", "dise", "paper", "draft", "1", "2", "HEAD", "faces=2") },
  fc.constantFrom(...passable),
  fc.constantFrom(
    "0",
    "-1",
    "1.5",
    "1e9",
    "0x10",
    " 7 ",
    "65536",
    "1e400",
    "40000",
    "=",
    "--=",
    "--preset=",
    "--port=80",
    "-h",
    "-",
    "--",
    "--no-json",
    "--workers=0",
  ),
  fc.string({ maxLength: 12 }).filter((text) => !text.includes("\0")),
);
const line = fc
  .tuple(
    fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...verbs) }, word),
    fc.array(word, { maxLength: 6 }),
  )
  .map(([first, rest]) => [first, ...rest]);

interface Parsed {
  readonly verb: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What the command line makes of these words, without doing it. */
async function parse(words: readonly string[]): Promise<Parsed | CommanderError> {
  const performed: Parsed[] = [];
  for (const verb of program.commands) {
    verb.action((...args: unknown[]) => {
      const own = args.at(-1) as Command;
      performed.push({ verb: own.name(), options: own.opts() });
    });
  }
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    assert.ok(error instanceof CommanderError, String(error));
    assert.deepEqual(performed, [], "a mistake does nothing");
    return error;
  }
  const [only, another] = performed;
  assert.ok(only !== undefined && another === undefined, "one thing is done");
  return only;
}

describe("command lines, whatever is typed", () => {
  const told: string[] = [];
  const listen = (each: Command): void => {
    each.configureOutput({ writeOut: (text) => told.push(text), writeErr: (text) => told.push(text) });
    each.commands.forEach(listen);
  };
  listen(program);
  before(() => mock.method(console, "log", (text: string) => told.push(text)));
  after(() => mock.restoreAll());

  test("are understood, with options in their ranges, or refused with a message and help", async () => {
    let understood = 0;
    await fc.assert(
      fc.asyncProperty(line, async (words) => {
        told.length = 0;
        const parsed = await parse(words);
        const text = told.join("");
        assert.doesNotMatch(text, /\n\s+at .*:\d+:\d+/, "no stack trace");
        if (parsed instanceof CommanderError) {
          if (parsed.exitCode !== 0) assert.match(text, /^(error: .*\n {2}fix: |Usage: )/s);
          return;
        }
        understood += 1;
        assert.equal(text, "");
        const { workers, port, seeds, stallLimit } = parsed.options;
        for (const [value, most] of [
          [workers, 1024],
          [port, 65_535],
          [seeds, 10_000],
        ] as const) {
          assert.ok(
            value === undefined || (Number.isInteger(value) && Number(value) > 0 && Number(value) <= most),
          );
        }
        // Longer, a timer would go off at once
        assert.ok(
          stallLimit === undefined || (Number(stallLimit) > 0 && Number(stallLimit) * 60_000 < 2 ** 31),
        );
        assert.equal(Object.getPrototypeOf(parsed.options), Object.prototype);
      }),
      cases(3000),
    );
    assert.ok(understood > 100, `${understood} were understood`);
  });
});

describe("the program itself, with words that are understood and mean nothing here", () => {
  const { root } = project(dice("dice"));
  const mistakes = fc.tuple(
    fc.constantFrom("plan", "why", "run", "verify", "replicate", "preview", "build", "diff"),
    fc.constantFrom("--preset", "--run", "--", "--json", "--seeds"),
    fc.constantFrom(...passable),
  );

  test("says one error with its place, a status of its own, and leaves nothing behind", {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mistakes, { minLength: 2, maxLength: 2 }), async (pair) => {
        await Promise.all(
          pair.map(async ([verb, flag, value]) => {
            const started = start(root, verb, flag, value, "--quiet");
            const limit = setTimeout(() => started.child.kill("SIGKILL"), 3 * patience);
            const { code, out, err } = await started.finished;
            clearTimeout(limit);
            assert.doesNotMatch(out + err, /\n\s+at .*:\d+:\d+|fault of Reprise/, `${verb} ${flag} ${value}`);
            assert.ok(code !== null && code !== 70, `${verb} ${flag} ${value}: ${code}`);
            if (code !== 0) assert.match(err, /^error: /m, `${verb} ${flag} ${value}`);
          }),
        );
      }),
      cases(15),
    );
  });
});
