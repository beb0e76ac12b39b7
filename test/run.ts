/** `npm test`: unit, property and integration tests with Node's own runner, then the built site in a real browser. */
import { spawn } from "node:child_process";
import { existsSync, globSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { explainError } from "../src/commands/explain.ts";
import { ensureTensorFlow } from "../src/native/ensure.ts";
import { siteVariable } from "./browser/built-site.ts";

function run(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const { promise, resolve: end } = Promise.withResolvers<number>();
  const child = spawn(process.execPath, args, { stdio: "inherit", env });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  process.on("SIGINT", forward);
  process.on("SIGTERM", forward);
  child.on("close", (code, signal) => {
    process.off("SIGINT", forward);
    process.off("SIGTERM", forward);
    end(code ?? (signal === "SIGINT" ? 130 : 143));
  });
  return promise;
}

function runBrowser(specs: readonly string[], env?: NodeJS.ProcessEnv): Promise<number> {
  const command = ["node_modules/playwright/cli.js", "test", "--config", "test/browser/playwright.config.ts"];
  return run([...command, ...specs], env);
}

/**
 * Folders of tests that call functions, and start, change, count and time nothing that another file could notice: those of a
 * line run in one process, which loads what they share once. Experiments count the tensors that they leave behind.
 */
const together = [
  ["figures", "code", "provenance", "progress", "live"],
  ["markdown", "metadata", "client"],
];

/** The files, those that go together replaced by a module that imports them. */
function inGroups(files: readonly string[]): readonly string[] {
  const folder = join("node_modules", ".cache", "reprise-tests");
  mkdirSync(folder, { recursive: true });
  let rest = files;
  const groups = together.flatMap((folders) => {
    const isMember = (file: string) => folders.some((name) => file.startsWith(`test/${name}/`));
    const members = rest.filter(isMember);
    if (members.length < 2) return [];
    rest = rest.filter((file) => !isMember(file));
    const group = join(folder, `${folders.join("-")}.mjs`);
    const urls = members.map((file) => pathToFileURL(resolve(file)).href);
    writeFileSync(group, urls.map((url) => `import ${JSON.stringify(url)};\n`).join(""));
    return [group];
  });
  const long = rest.filter((file) => longest.includes(file)).length;
  return [...rest.slice(0, long), ...groups, ...rest.slice(long)];
}

/** The files that take longest, longest first. */
const longest = [
  "test/identity/identity.test.ts",
  "test/mutations/mutations.test.ts",
  "test/faults/kill.test.ts",
  "test/faults/site.test.ts",
  "test/integration/build.test.ts",
  "test/integration/publication.test.ts",
  "test/identity/site.test.ts",
  "test/site/outside.test.ts",
];

/** Sorted, and the longest first, so that no core waits for another at the end. */
function inOrder(files: readonly string[]): readonly string[] {
  const sorted = files.toSorted();
  return [
    ...longest.filter((file) => files.includes(file)),
    ...sorted.filter((file) => !longest.includes(file)),
  ];
}

function testFiles(places: readonly string[]): string[] {
  return places.flatMap((place) => {
    if (!statSync(place, { throwIfNoEntry: false })?.isDirectory()) return [place];
    return globSync(`${place}/**/*.test.ts`).filter((file) => !file.includes("fixtures/"));
  });
}

const help = `Tests, and what they need to run.

  npm test                        everything
  npm test -- unit                all but the browser
  npm test -- browser             the browser alone
  npm test -- budgets             the budgets of the paper in dist/, and how fast its page is
  npm test -- test/engine         the tests below a folder, or one file

  REPRISE_TESTS=all               tries as much as continuous integration does
  FUZZ_SEED=random                tries other cases of the properties; a number repeats those of a run`;

const chosen = process.argv.slice(2);
if (chosen.includes("--help") || chosen.includes("-h")) {
  console.log(help);
  process.exit(0);
}
const everything = chosen.length === 0;
const places = chosen.filter((word) => !["unit", "browser", "budgets"].includes(word));
let code = 0;

const missing = places.filter((place) => !existsSync(place));
if (missing.length > 0) {
  console.error(
    `error: there is no ${missing.join(", ")}\n  fix:   Name a test file, a folder of tests, unit, browser or budgets.`,
  );
  process.exit(2);
}

if (everything || chosen.includes("unit") || places.length > 0) {
  let told = "";
  try {
    await ensureTensorFlow({
      progress: ({ message }) => {
        if (message !== told) console.log(message);
        told = message;
      },
    });
  } catch (error) {
    console.error(explainError(error, process.cwd(), false));
    process.exit(1);
  }
  const files = inOrder(testFiles(places.length > 0 ? places : ["test"]));
  if (files.length === 0) {
    console.error(
      `error: there are no tests in ${places.join(", ")}\n  fix:   Name a test file, or a folder of tests.`,
    );
    process.exit(2);
  }
  code = await run(["test/in-order.ts", ...inGroups(files)]);
}
if (code === 0 && (everything || chosen.includes("browser"))) {
  code = await runBrowser([]);
}
if (code === 0 && chosen.includes("budgets")) {
  if (existsSync("dist")) {
    const env = { ...process.env, [siteVariable]: "dist" };
    code = await runBrowser(["budgets.spec", "links.spec"], env);
    if (code === 0) code = await run(["test/bench/page-speed.ts"], env);
  } else {
    console.error("error: there is no dist/\n  fix:   Run `npm run build`.");
    code = 2;
  }
}
process.exitCode = code;
