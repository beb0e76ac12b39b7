import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, globSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { after, before, describe, test } from "node:test";
import { buildLine } from "../../src/commands/run-report.ts";
import { readResults, writeResults } from "../../src/engine/results.ts";
import { headScript } from "../../src/head-script.ts";
import { type Ended, makeProject, type Project } from "./project.ts";

const prose = "content/pi/index.md";
const claims = "experiments/pi/claims.ts";

describe("a small paper", { timeout: 240_000 }, () => {
  let project: Project;
  let first: Ended;
  let built: Readonly<Record<string, string>>;

  before(async () => {
    project = makeProject();
    first = await project.reprise("build");
    built = existsSync(join(project.root, "dist")) ? project.hashes("dist") : {};
  });
  after(() => project.remove());

  test("is computed and rendered by one command", () => {
    assert.equal(first.code, 0, first.stderr);
    for (const file of [
      "index.html",
      "404.html",
      "pi/index.html",
      "pi/figures/convergence.svg",
      "pi/figures/convergence.png",
      "pi/figures/convergence/index.html",
      "pi/reproducibility/index.html",
      "code/experiments/pi/experiment.ts/index.html",
      "code/experiments/pi/claims.ts/index.html",
      "code/content/pi/figures/convergence.ts/index.html",
      "artifacts/pi.json",
    ]) {
      assert.ok(file in built, `${file} is missing`);
    }
    const page = project.read("dist/pi/index.html");
    const { best } = JSON.parse(project.read("dist/artifacts/pi.json")) as {
      best: { mean: number; se: number };
    };
    assert.ok(page.includes(`value="${best.mean}"`), "the page shows the number of the artifact");
    assert.match(page, /<h1>Throwing darts at π<\/h1>/);
    assert.match(page, /Metropolis and Ulam\u00a0\(1949\)/);
    assert.doesNotMatch(page, /Draft results/);
    assert.match(
      page,
      /<span class="claim claim-holds" id="claim-pi-errors-fall">more darts, smaller errors\./,
    );
    assert.match(first.stdout, /claims: 1 of 1 hold\n/);
    const provenance = JSON.parse(project.read("dist/artifacts/pi.provenance.json")) as {
      provenance: { seed: number };
    };
    assert.equal(provenance.provenance.seed, 1);
  });

  test("has a page for each figure, with its data, origin and citation", () => {
    const page = project.read("dist/pi/figures/convergence/index.html");
    assert.match(page, /<h1>[^<]+<\/h1>/);
    assert.match(page, /<figcaption><p><strong>Errors fall as the square root of the effort\.<\/strong>/);
    assert.match(page, /href="\.\.\/\.\.\/#eq-error"/, "links of the caption lead into the article");
    assert.equal(page.match(/<tr>/g)?.length, 6, "a row for each number of darts, and the head");
    const { hash, fingerprint } = JSON.parse(project.read("dist/artifacts/pi.provenance.json")) as {
      hash: string;
      fingerprint: string;
    };
    assert.ok(page.includes(hash) && page.includes(fingerprint));
    assert.match(page, /npm run experiment -- pi</);
    assert.match(page, /@misc\{pi-convergence,/);
    assert.match(page, /href="\/code\/content\/pi\/figures\/convergence\.ts\/"/);
  });

  test("has a page on its reproducibility, with every artifact, claim and command", () => {
    const page = project.read("dist/pi/reproducibility/index.html");
    assert.match(page, /1\sartifact from \d+\sruns/);
    assert.match(page, /more darts, smaller errors\./);
    assert.match(page, /href="\/pi\/#claim-pi-errors-fall"/);
    const line =
      project
        .read(claims)
        .split("\n")
        .findIndex((text) => text.includes('"errors-fall"')) + 1;
    assert.ok(page.includes(`href="/code/experiments/pi/claims.ts/#L${line}"`), `line ${line}`);
    for (const command of ["build", "verify", "replicate", "plan", "why", "diff"])
      assert.ok(page.includes(`npm run ${command}`), command);
    assert.match(page, /not locked/);
  });

  test("has no script of its own in a page but the first, and no styles but an article's", async () => {
    const first = `<script>${await headScript()}</script>`;
    for (const file of pages(project)) {
      const html = project.read(join("dist", file));
      assert.equal(html.split(first).length, 2, file);
      // The policy tells which text: `test/browser/security.spec.ts`
      assert.equal(html.split("<style>").length, file === "pi/index.html" ? 2 : 1, file);
      const markup = html
        .replace(first, "")
        .replace(/<style>[\s\S]*?<\/style>/, "")
        .replaceAll(/<pre[\s\S]*?<\/pre>/g, "")
        .replaceAll(/<script type="module" src="\/_astro\/[^"]+"><\/script>/g, "")
        // Data, which no browser runs
        .replaceAll(/<script type="application\/ld\+json">[^<]*<\/script>/g, "");
      assert.doesNotMatch(markup, /<script|<style|javascript:|\son[a-z]+=/, file);
      const withoutFormulas = html.replaceAll(/<span class="katex">[\s\S]*?<\/math>/g, "");
      for (const [tag] of withoutFormulas.matchAll(/<[^>]*\sstyle="[^>]*>/g)) {
        assert.match(tag, /^<span/, `${file}: ${tag}`);
      }
    }
  });

  test("has no dead link, anchor or file, and asks no other host for anything", () => {
    for (const file of pages(project)) {
      const html = project.read(join("dist", file));
      for (const [, address = ""] of html.matchAll(/(?:href|src)="([^"]*)"/g)) {
        if (/^https?:/.test(address)) continue;
        const [path = "", anchor] = address.split("#");
        const target = path === "" ? file : resolveLink(file, path);
        assert.ok(target in built, `${file} links to ${address}, which is not there`);
        if (anchor && anchor !== "top") {
          assert.ok(project.read(join("dist", target)).includes(`id="${anchor}"`), `${file}: no ${address}`);
        }
      }
      assert.doesNotMatch(html, /<(?:link|img|iframe|object|embed)[^>]*(?:href|src)="https?:/);
    }
  });

  test("comes out the same, byte for byte, when nothing has changed", async () => {
    const again = await project.reprise("build", "--json");
    assert.equal(again.code, 0, again.stderr);
    const lines = again.stdout
      .trim()
      .split("\n")
      .map((line) => buildLine.parse(JSON.parse(line)));
    const report = lines.at(-1);
    assert.deepEqual(report?.type === "build" && report.claims, {
      hold: 1,
      refuted: 0,
      undecided: 0,
    });
    assert.deepEqual(project.hashes("dist"), built);
  });

  test("says nothing of how long this machine took, or at which commit it assembled the results", async () => {
    const results = readResults(project.root, "paper");
    const elsewhere = structuredClone(results);
    for (const { provenance } of Object.values(elsewhere.artifacts)) {
      provenance.commit = "b".repeat(40);
      for (const run of provenance.runs) run.seconds = 1234.5;
    }
    writeResults(project.root, elsewhere);
    try {
      const again = await project.reprise("build");
      assert.equal(again.code, 0, again.stderr);
      assert.deepEqual(readResults(project.root, "paper"), elsewhere, "it is what was published");
      assert.deepEqual(project.hashes("dist"), built);
    } finally {
      writeResults(project.root, results);
    }
  });

  const mistakes: readonly {
    readonly name: string;
    readonly file: string;
    readonly from: string;
    readonly to: string;
    /** `LINE` stands for the line of `at`, or of `from`. */
    readonly says: RegExp;
    readonly at?: string;
  }[] = [
    {
      name: "a value of an experiment that does not exist",
      file: prose,
      from: ":value[pi.theory.0]",
      to: ":value[tau.theory.0]",
      says: /there is no experiment “tau”[\s\S]*content\/pi\/index\.md:LINE\n/,
    },
    {
      name: "a value of a field that the artifact lacks",
      file: prose,
      from: ':value[pi.best.darts]{format=",d"} it',
      to: ':value[pi.best.dart]{format=",d"} it',
      says: /“pi\.best” has no field “dart”[\s\S]*index\.md:LINE\n[\s\S]*Did you mean "darts"/,
    },
    {
      name: "a figure bound to an artifact that does not exist",
      file: "content/pi/figures/convergence.ts",
      from: "artifacts: { pi: artifact }",
      to: "artifacts: { tau: artifact, pi: artifact }",
      says: /no artifact of an experiment "tau"[\s\S]*content\/pi\/figures\/convergence\.ts/,
    },
    {
      name: "a figure that draws a field which the data lack",
      file: "content/pi/figures/convergence.ts",
      from: 'field: "theory"',
      to: 'field: "theroy"',
      says: /"theroy"[\s\S]*content\/pi\/figures\/convergence\.ts[\s\S]*"theory"/,
    },
    {
      name: "an unknown citation",
      file: prose,
      from: "metropolis1949;",
      to: "metropolis1948;",
      says: /references\.bib has no entry “metropolis1948”[\s\S]*index\.md:LINE\n[\s\S]*"metropolis1949"/,
    },
    {
      name: "a key of the frontmatter that means nothing",
      file: prose,
      from: "subtitle:",
      to: "subtittle:",
      says: /“subtittle”[\s\S]*content\/pi\/index\.md:LINE\n[\s\S]*Did you mean “subtitle”/,
    },
    {
      name: "frontmatter that is not YAML",
      file: prose,
      from: "title: Throwing",
      to: "title: Throwing: darts:",
      says: /not YAML[\s\S]*content\/pi\/index\.md:LINE\n/,
    },
    {
      name: "a formula that cannot be set",
      file: prose,
      from: "\\frac{\\pi\\,(4 - \\pi)}{n}",
      to: "\\frac{\\pi}",
      at: "$$",
      says: /formula cannot be set[\s\S]*content\/pi\/index\.md:LINE\n/,
    },
    {
      name: "a sentence that the results refute",
      file: claims,
      from: "now < ",
      to: "now > ",
      says: /refute the sentence “more darts, smaller errors\.”[\s\S]*at least 4 of 4, found 0 of 4 \(last published: 4 of 4\)\n[\s\S]*content\/pi\/index\.md:\d+\n[\s\S]*--publish-refuted/,
    },
    {
      name: "a claim that does not exist",
      file: prose,
      from: "{#pi.errors-fall}",
      to: "{#pi.error-falls}",
      says: /there is no claim “pi\.error-falls”[\s\S]*index\.md:LINE\n[\s\S]*"pi\.errors-fall"/,
    },
  ];
  for (const { name, file, from, to, says, at = from } of mistakes) {
    test(`is not published with ${name}: one clear error, and the site stays as it was`, async () => {
      const text = project.read(file);
      const line = text.slice(0, text.indexOf(at)).split("\n").length;
      const edit = project.edit(file, () => text.replace(from, to));
      try {
        const { code, stdout, stderr } = await project.reprise("build");
        assert.equal(code, 1, stdout + stderr);
        assert.match(stderr, new RegExp(says.source.replace("LINE", String(line))));
        assert.equal(stderr.match(/error:/g)?.length, 1, stderr);
        assert.doesNotMatch(stderr, /\n\s+at .*:\d+:\d+/, "no stack trace");
        assert.deepEqual(project.hashes("dist"), built);
      } finally {
        edit.undo();
      }
    });
  }

  test("is published with a refuted sentence when that is asked for, plainly marked; nothing is run for it", async () => {
    const edit = project.edit(claims, (text) => text.replace("now < ", "now > "));
    try {
      const { code, stdout, stderr } = await project.reprise("build", "--publish-refuted");
      assert.equal(code, 0, stderr);
      assert.match(stdout, /claims: 0 of 1 hold, 1 refuted\nnote: content\/pi\/index\.md:\d+: “more darts/);
      assert.match(project.read("dist/pi/index.html"), /claim-fails"[^>]*>more darts.*>Refuted</);
      assert.equal(project.hashes("dist")["artifacts/pi.json"], built["artifacts/pi.json"]);
      assert.equal(
        project.hashes("dist")["artifacts/pi.provenance.json"],
        built["artifacts/pi.provenance.json"],
        "claims are no part of a fingerprint",
      );
    } finally {
      edit.undo();
    }
  });

  test("shows an edit of the prose while it is written, without a build", async () => {
    const child = project.start("dev", "--preset", "paper");
    const closed = once(child, "close");
    try {
      const url = await serverAddress(child);
      assert.match(url, /^http:\/\/127\.0\.0\.1:/);
      assert.match(await (await fetch(`${url}pi/`)).text(), /A Monte Carlo estimate/);
      project.edit(prose, (text) => text.replace("## The estimate", "A new sentence.\n\n## The estimate"));
      await eventually(async () => (await (await fetch(`${url}pi/`)).text()).includes("A new sentence."));
      assert.equal((await fetch(`${url}artifacts/pi.json`)).status, 200);
    } finally {
      child.kill("SIGTERM");
      await closed;
    }
  });
});

function pages(project: Project): string[] {
  return globSync("**/*.html", { cwd: join(project.root, "dist") });
}

function resolveLink(page: string, path: string): string {
  const target = path.startsWith("/") ? path.slice(1) : normalize(join(dirname(page), path));
  return target === "" || target.endsWith("/") ? `${target}index.html` : target;
}

async function serverAddress(child: ReturnType<Project["start"]>): Promise<string> {
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await eventually(async () => /http:\/\/\S+/.test(output));
  return /http:\/\/\S+/.exec(output)?.[0] ?? "";
}

/** Waits until the condition holds, for at most twenty seconds. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error("it did not come to pass in 20 seconds");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
