/**
 * `npm run check`: format, lint, types, layers and unused code, side by side, each shown when it finishes.
 * With names, only those: `npm run check -- lint types`.
 */
import { spawn } from "node:child_process";
import { performance } from "node:perf_hooks";

const checks: Readonly<Record<string, readonly string[]>> = {
  lint: ["biome", "check", "--error-on-warnings", "."],
  types: ["tsc", "--noEmit", "--pretty"],
  pages: ["astro", "check", "--tsconfig", "tsconfig.pages.json", "--minimumFailingSeverity", "warning"],
  layers: ["depcruise", "--config", ".dependency-cruiser.mjs", "src", "experiments", "content", "test"],
  unused: ["knip", "--no-progress"],
};

interface Report {
  readonly name: string;
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: number;
}

function run(name: string, [command, ...parameters]: readonly string[]): Promise<Report> {
  const started = performance.now();
  const { promise, resolve } = Promise.withResolvers<Report>();
  const child = spawn(process.execPath, [`node_modules/.bin/${command}`, ...parameters], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: "1", NO_UPDATE_NOTIFIER: "1" },
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
  const finish = (passed: boolean, extra = "") =>
    resolve({
      name,
      passed,
      output: Buffer.concat(chunks).toString().trim() + extra,
      seconds: (performance.now() - started) / 1000,
    });
  child.on("error", (error) => finish(false, error.message));
  child.on("close", (code) => finish(code === 0));
  return promise;
}

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in checks));
if (unknown.length > 0) {
  console.error(
    `error: no check is called ${unknown.join(", ")}\n  fix:   There are: ${Object.keys(checks).join(", ")}.`,
  );
  process.exit(2);
}
const names = chosen.length > 0 ? chosen : Object.keys(checks);
const reports = await Promise.all(
  names.map(async (name) => {
    const report = await run(name, checks[name] ?? []);
    console.log(`${report.passed ? "ok  " : "FAIL"} ${report.name.padEnd(8)} ${report.seconds.toFixed(1)} s`);
    return report;
  }),
);
for (const report of reports.filter(({ passed }) => !passed)) {
  console.log(`\n── ${report.name} ──\n${report.output}`);
}
process.exitCode = reports.every(({ passed }) => passed) ? 0 : 1;
