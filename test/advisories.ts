/**
 * Asks the registry for known advisories on the locked packages, and reports them. It fails for those of high or critical
 * severity in what a build runs or a site ships, unless advisories.json beside this file lists them with a reason.
 * A registry that does not answer is told, and is no failure: it says nothing about the packages.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const accepted = z
  .array(z.strictObject({ package: z.string(), advisory: z.string(), reason: z.string().min(20) }))
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, "advisories.json"), "utf8")));

const advisory = z.looseObject({ url: z.string(), title: z.string(), severity: z.string() });
const report = z.looseObject({
  vulnerabilities: z.record(
    z.string(),
    z.looseObject({ name: z.string(), via: z.array(z.union([z.string(), advisory])) }),
  ),
});

/** What `npm audit` answers for packages of production alone, or for all; undefined when it gets no answer. */
function audit(production: boolean): z.infer<typeof report> | string {
  const args = ["audit", "--json", ...(production ? ["--omit=dev"] : [])];
  const { stdout, error } = spawnSync("npm", args, { encoding: "utf8", timeout: 60_000, maxBuffer: 1 << 28 });
  if (error !== undefined) return error.message;
  try {
    const answer: unknown = JSON.parse(stdout);
    const parsed = report.safeParse(answer);
    if (parsed.success) return parsed.data;
    const { message } = z.looseObject({ message: z.string() }).parse(answer);
    // Without the address that was asked
    return message.replace(/\s+-\s+\S+ \S+:\/\/\S*/, "");
  } catch {
    return "its answer is not understood";
  }
}

function advisories({ vulnerabilities }: z.infer<typeof report>) {
  return Object.values(vulnerabilities).flatMap(({ name, via }) =>
    via.flatMap((each) => (typeof each === "string" ? [] : [{ ...each, package: name }])),
  );
}

const production = audit(true);
const all = audit(false);
if (typeof production === "string" || typeof all === "string") {
  console.log(
    `advisories: the registry was asked and did not tell (${typeof production === "string" ? production : all})`,
  );
} else {
  const shipped = new Set(advisories(production).map(({ url }) => url));
  const grave = advisories(all).filter(({ url, severity, package: name }) => {
    const isKnown = accepted.some((each) => each.package === name && url.endsWith(each.advisory));
    const isGrave = shipped.has(url) && /^(high|critical)$/.test(severity);
    console.log(
      `${isGrave && !isKnown ? "FAIL" : "note"} ${name}: ${severity}: ${url}${isKnown ? " (accepted)" : ""}`,
    );
    return isGrave && !isKnown;
  });
  console.log(`advisories: ${advisories(all).length} known, ${grave.length} that must be dealt with`);
  if (grave.length > 0) process.exitCode = 1;
}
