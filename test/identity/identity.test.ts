import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { before, describe, test } from "node:test";
import { randomStream } from "../../src/engine/random.ts";
import type { Job } from "../../src/engine/scheduler.ts";
import { realTensorFlow } from "../native/fixtures.ts";
import { thorough } from "../thorough.ts";
import { emulatedProcessors, emulatorIsMissing, nodeOn } from "./emulator.ts";
import { identityOf, identityPaper, newStore } from "./paper.ts";

/** One processor of each maker at least. */
const triedProcessors = emulatedProcessors.filter((_, index) => thorough || index % 2 === 0);

/** An environment that other tools, or somebody in search of speed, may have left. */
const hostile: NodeJS.ProcessEnv = {
  TF_ENABLE_ONEDNN_OPTS: "0",
  TF_NUM_INTRAOP_THREADS: "8",
  TF_DETERMINISTIC_OPS: "1",
  TF_XLA_FLAGS: "--tf_xla_auto_jit=2",
  XLA_FLAGS: "--xla_cpu_enable_fast_math=true",
  ONEDNN_MAX_CPU_ISA: "SSE41",
  DNNL_DEFAULT_FPMATH_MODE: "ANY",
  OMP_NUM_THREADS: "8",
  MKL_NUM_THREADS: "8",
  MKL_CBWR: "COMPATIBLE",
  OPENBLAS_NUM_THREADS: "8",
  NODE_OPTIONS: "--jitless --no-opt",
  GLIBC_TUNABLES: "glibc.cpu.hwcaps=-AVX2_Usable,-FMA_Usable,-AVX2,-FMA",
  LD_BIND_NOW: "1",
  TZ: "Pacific/Chatham",
  LANG: "tr_TR.UTF-8",
  LC_ALL: "de_DE.UTF-8",
  LC_NUMERIC: "de_DE.UTF-8",
};

describe("one paper, one hash", { timeout: 600_000 }, () => {
  const paper = identityPaper();
  let identity: string;
  let runs: number;

  before(async () => {
    await realTensorFlow();
    const first = await identityOf(paper, { workers: 2 });
    ({ identity } = first);
    runs = first.outcome.computed;
  });

  for (const workers of thorough ? [1, 4] : [4]) {
    test(`with ${workers} of 1, 2 and 4 workers`, async () => {
      assert.equal((await identityOf(paper, { workers })).identity, identity);
    });
  }

  for (const seed of thorough ? [1, 2] : [1]) {
    test(`with runs in shuffled order (${seed})`, async () => {
      const shuffled = (jobs: readonly Job[]) =>
        Array.from(randomStream(seed, "order", []).permutation(jobs.length), (index) => jobs[index] as Job);
      assert.equal((await identityOf(paper, { order: shuffled, workers: seed })).identity, identity);
    });
  }

  test("from a store that is half filled, by a command that was interrupted", async () => {
    const store = newStore(paper);
    const stop = new AbortController();
    let finished = 0;
    const interrupted = await paper.run({
      store,
      signal: stop.signal,
      report: ({ type }) => {
        if (type === "run-finish" && ++finished >= runs / 2) stop.abort();
      },
    });
    assert.equal(interrupted.status, "interrupted");
    const { identity: resumed, outcome } = await identityOf(paper, { store });
    assert.ok(outcome.cached >= finished && outcome.computed > 0, `${outcome.cached} of ${finished} kept`);
    assert.equal(resumed, identity);
  });

  test("in an environment that asks TensorFlow, Node and the C library for something else", async () => {
    const names = Object.keys(hostile);
    const before = names.map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, hostile);
    try {
      assert.equal((await identityOf(paper)).identity, identity);
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });

  test("on emulated processors of two makers", { skip: emulatorIsMissing() }, async () => {
    assert.ok(emulatedProcessors.length >= 4);
    assert.deepEqual(
      new Set(triedProcessors.map((name) => name.startsWith("EPYC"))),
      new Set([true, false]),
      "of both makers",
    );
    const waiting = triedProcessors.values();
    const found: Record<string, string> = {};
    // One worker each, since an emulated process takes seconds to start
    const lane = async () => {
      for (const processor of waiting) {
        const computed = await identityOf(paper, { workers: 1, node: nodeOn(processor) });
        found[processor] = computed.identity;
      }
    };
    await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane));
    assert.deepEqual(found, Object.fromEntries(triedProcessors.map((processor) => [processor, identity])));
  });
});
