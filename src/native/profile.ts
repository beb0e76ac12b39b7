/**
 * The environment in which TensorFlow gives the same bits on every x64 processor with AVX2.
 *
 * With its defaults the library chooses kernels by the processor's widest vectors, and with oneDNN off it sums in
 * an order that depends on the number of threads. Pinned like this, a training loop gave one SHA-256 natively on an
 * AVX-512 processor and under emulation of two AVX2 processors, with 1, 2, 4 and 8 threads.
 */

/** Variables that decide bits: part of every fingerprint. */
export const numericProfile: Readonly<Record<string, string>> = Object.freeze({
  TF_ENABLE_ONEDNN_OPTS: "1",
  ONEDNN_MAX_CPU_ISA: "AVX2",
  TF_NUM_INTRAOP_THREADS: "1",
  TF_NUM_INTEROP_THREADS: "1",
  OMP_NUM_THREADS: "1",
});

/**
 * Bytes of the processor's caches, as TensorFlow's linear algebra is told on every machine. Left alone it asks the
 * processor, and sums in pieces that just fit: the QR decomposition of a 128 × 128 matrix then has other bits where the
 * first cache holds 32 KiB than where it holds 48. These are of the processor that first computed what is published.
 */
export const cacheSizes = Object.freeze({
  l1: 48 * 1024,
  l2: 1024 * 1024,
  l3: 384 * 1024 * 1024,
  l3PerCore: 16 * 1024 * 1024,
});

/** Variables that only decide what TensorFlow prints: errors, and nothing about the processor it runs on. */
const quietEnvironment: Readonly<Record<string, string>> = Object.freeze({
  TF_CPP_MIN_LOG_LEVEL: "2",
});

/**
 * Prefixes of variables by which TensorFlow and its mathematics libraries choose kernels and threads. Other programs
 * use some of them too (Terraform's begin with `TF_`), so they are taken out rather than refused.
 */
const numericPrefixes = ["TF_", "ONEDNN_", "DNNL_", "OMP_", "GOMP_", "KMP_", "MKL_", "XLA_"];

/** Variables that put other code into a process, or another variant of the C library's functions. */
const intrusive = ["NODE_OPTIONS", "LD_PRELOAD", "GLIBC_TUNABLES"];

/**
 * The environment to start a worker process with: the given one, without what could change results, with the profile.
 *
 * @param environment the command's own environment
 */
export function workerEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !isNumeric(name) && !intrusive.includes(name));
  return { ...Object.fromEntries(kept), ...numericProfile, ...quietEnvironment };
}

/**
 * What must change in an environment before TensorFlow is loaded, by name: the value to set, `undefined` to unset.
 * Empty in a process that was started with `workerEnvironment`.
 */
export function profileCorrections(
  environment: NodeJS.ProcessEnv = process.env,
): ReadonlyMap<string, string | undefined> {
  const wanted: NodeJS.ProcessEnv = { ...numericProfile, ...quietEnvironment };
  const strays = Object.keys(environment).filter(isNumeric);
  const names = new Set([...Object.keys(wanted), ...strays]);
  return new Map([...names].filter((n) => environment[n] !== wanted[n]).map((n) => [n, wanted[n]]));
}

function isNumeric(name: string): boolean {
  return numericPrefixes.some((prefix) => name.startsWith(prefix));
}
