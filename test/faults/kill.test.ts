import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { RandomStream } from "../../src/engine/random.ts";
import { processesLeft } from "../cli/command.ts";
import { dice, type Project, project } from "../engine/project.ts";
import { thorough } from "../thorough.ts";
import {
  chance,
  type Disturbed,
  disturb,
  finishedRuns,
  forget,
  kill,
  seed,
  startedRuns,
  times,
  workersOf,
} from "./moments.ts";

const victims = ["build", "worker", "both"] as const;
type Victim = (typeof victims)[number];

function killer(victim: Victim, random: RandomStream): (pid: number) => void {
  return (pid) => {
    const workers = workersOf(pid);
    const [first = pid] = workers.length > 0 ? [workers[random.integer(workers.length)]] : [];
    if (victim === "worker") kill(first);
    else for (const each of victim === "both" ? [pid, ...workers] : [pid]) kill(each);
  };
}

/** Nothing but what was killed may have gone wrong. */
function checkEnd(victim: Victim, { code, signal, out, err, reached }: Disturbed): void {
  if (code === 0) assert.match(out, /"status":"complete"/);
  // A worker that was killed takes its run along, if it had one
  else if (code !== null) assert.ok(reached && victim === "worker" && code === 1, `${code}\n${out}\n${err}`);
  else assert.ok(reached && signal === "SIGKILL", err);
  assert.doesNotMatch(err, /\n\s+at /, "no stack trace");
}

interface Wanted {
  readonly kills: number;
  readonly runs: number;
  readonly milliseconds: number;
}

/** Kills one to four commands in a row, then resumes; again and again until there were so many kills. */
async function killMany(
  t: TestContext,
  subject: Project,
  name: string,
  wanted: Wanted,
  resume: Project["run"],
): Promise<void> {
  const random = chance(name);
  const expected = (await resume()).artifacts;
  assert.ok(Object.keys(expected).length > 0);
  const hashes = (artifacts: typeof expected) =>
    Object.entries(artifacts).map(([id, { hash }]) => [id, hash]);
  const counts = { build: 0, worker: 0, both: 0 };
  let [kills, resumes, finished, repeated] = [0, 0, 0, 0];
  while (kills < wanted.kills) {
    forget(subject);
    for (let row = 1 + random.integer(4); row > 0; row--) {
      const before = finishedRuns(subject.root);
      const victim = victims[random.integer(3)] ?? "build";
      // One worker is quicker to start; with two, the other one goes on when one is killed
      const args = ["--workers", random.uniform() < 0.7 ? "1" : "2"];
      const end = await disturb(subject, random, { ...wanted, args }, killer(victim, random));
      checkEnd(victim, end);
      finished += before.size;
      repeated += startedRuns(end.out).filter((run) => before.has(run)).length;
      // All was done when the kill came, even if the process had not left yet
      if (!end.reached || (end.code === 0 && victim !== "worker")) continue;
      kills += 1;
      counts[victim] += 1;
      // Half of the times what is left of the last command is still there when the next one starts
      if (random.uniform() < 0.5) assert.deepEqual(await processesLeft(subject.root, 20_000), []);
    }
    const before = finishedRuns(subject.root);
    const outcome = await resume();
    resumes += 1;
    assert.equal(outcome.status, "complete");
    assert.deepEqual(hashes(outcome.artifacts), hashes(expected));
    finished += before.size;
    repeated += outcome.ran.filter((run) => before.has(run)).length;
  }
  assert.deepEqual(await processesLeft(subject.root, 20_000), []);
  assert.equal(repeated, 0);
  t.diagnostic(
    `${name}: killed ${kills} times at random moments (seed ${seed}; the command ${counts.build}, a worker ${counts.worker}, both ${counts.both}); ` +
      `resumed ${resumes} times to the same artifacts; of ${finished} finished runs ${repeated} were repeated`,
  );
}

test("kill -9 of the command, a worker or both: the same artifacts, and no finished run again", {
  timeout: 1_200_000,
}, async (t) => {
  const subject = project({
    ...dice("dice", { paper: "{ faces: [2, 3, 4, 5, 6, 7], throws: 400000 }" }),
    ...dice("more", { paper: "{ faces: [8, 9], throws: 400000 }" }),
  });
  const kills = times(thorough ? 102 : 60, "dear");
  await killMany(t, subject, "dice", { kills, runs: 8, milliseconds: 40 }, () => subject.run({ workers: 1 }));
});

/** An eigenvalue of a matrix, by a few hundred products in TensorFlow. */
const powers = dice("powers", {
  paper: "{ faces: [2, 3, 4, 5], throws: 600 }",
  run: `({ tf, input, random }) => {
    const size = 40 + input.faces;
    const values = new Float32Array(size * size);
    random("matrix", input.faces).fillNormal(values);
    const mean = tf.tidy(() => {
      const matrix = tf.tensor2d(values, [size, size]);
      let vector = tf.ones([size, 1]);
      for (let i = 0; i < input.throws; i++) {
        const next = tf.matMul(matrix, vector);
        vector = tf.div(next, tf.norm(next));
      }
      return tf.sum(tf.abs(vector)).dataSync()[0];
    });
    return { mean };
  }`,
});

test("the same with TensorFlow at work", { timeout: 1_200_000 }, async (t) => {
  const subject = project(powers);
  await killMany(t, subject, "TensorFlow", { kills: times(4, "dear"), runs: 4, milliseconds: 150 }, () =>
    subject.run({ workers: 1, prepare: undefined }),
  );
});
