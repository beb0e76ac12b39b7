/**
 * Which TensorFlow library Reprise computes with, and where this machine keeps it.
 *
 * Plain JavaScript, no packages: the bootstrap asks these questions before anything is installed, on whatever
 * Node the machine has.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The release whose shared libraries are used; `tfjs-node` reaches them through TensorFlow's C API. */
export const tensorflowVersion = "2.21.0";

/** Node-API version of the addon, the newest that tfjs-node 4.22 knows. */
export const nodeApiVersion = 8;

/**
 * Bytes of a library that are hashed as one piece. A library's digest is the SHA-256 of the SHA-256s of its
 * consecutive pieces, so that all cores can check one file: half the time of a plain SHA-256 on two cores.
 */
export const pieceBytes = 8 * 1024 * 1024;

/**
 * @typedef {object} SharedLibrary
 * @property {string} name file name, in the wheel under `tensorflow/`
 * @property {number} bytes
 * @property {string} digest hexadecimal SHA-256 of the SHA-256s of its pieces, see `pieceBytes`
 *
 * @typedef {object} Wheel
 * @property {string} project name of the project on the Python package index
 * @property {string} platform platform tag, as `pip download --platform` takes it
 * @property {number} bytes
 * @property {string} sha256
 * @property {readonly SharedLibrary[]} libraries
 * @property {CacheAddresses} [caches]
 *
 * Where `libtensorflow_cc` keeps what it believes of the processor's caches, as `nm` tells:
 *
 * @typedef {object} CacheAddresses
 * @property {number} eigen `Eigen::internal::manage_caching_sizes(…)::m_cacheSizes`
 * @property {number} eigenGuard guard variable of it
 * @property {number} onednn `dnnl::impl::cpu::x64::cpu()::cpu_`
 * @property {number} onednnOf `dnnl::impl::cpu::x64::cpu()`
 */

/**
 * The wheels that carry the library, by `process.platform` and `process.arch`. One CPython version is enough
 * whatever the machine's Python: only the libraries and the C headers are used.
 *
 * @type {Readonly<Record<string, Wheel>>}
 */
const wheels = {
  "linux-x64": {
    project: "tensorflow-cpu",
    platform: "manylinux_2_27_x86_64",
    bytes: 273_829_956,
    sha256: "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
    libraries: [
      {
        name: "libtensorflow_cc.so.2",
        bytes: 788_086_608,
        digest: "7a11b7d097287ec3a1726e4c0e280763e2d6673ec0b8cb04e6c37bba49fcb6b0",
      },
      {
        name: "libtensorflow_framework.so.2",
        bytes: 65_222_328,
        digest: "98ded205c5d0af4d80243bb1c1b48e4174f481e9c3337566bbf2624fc79317d1",
      },
    ],
    caches: { eigen: 0x22c1d708, eigenGuard: 0x22c1d720, onednn: 0x22c26188, onednnOf: 0x13f8b5f0 },
  },
  "linux-arm64": {
    project: "tensorflow",
    platform: "manylinux_2_27_aarch64",
    bytes: 281_828_020,
    sha256: "4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c",
    libraries: [
      {
        name: "libtensorflow_cc.so.2",
        bytes: 814_885_544,
        digest: "c92488fa3c9ffaa68b37b093c1c10786b41b88bc2ae8bb1518af907638469fa1",
      },
      {
        name: "libtensorflow_framework.so.2",
        bytes: 68_176_664,
        digest: "009f0b7aba726045b6979e03360225c7b7da88e40a4e2f61fcfbecf61864ce7a",
      },
    ],
  },
  "darwin-arm64": {
    project: "tensorflow",
    platform: "macosx_12_0_arm64",
    bytes: 223_405_849,
    sha256: "51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88",
    libraries: [
      {
        name: "libtensorflow_cc.2.dylib",
        bytes: 691_352_648,
        digest: "4075c852879a51bcb320b3ef44985d805e2ac05568cba119433e0fa6011eeece",
      },
      {
        name: "libtensorflow_framework.2.dylib",
        bytes: 49_452_976,
        digest: "bfb5cfecb84399350f10551473eab8681c2b2f1a36402c807c2474d4728e671e",
      },
    ],
  },
};

/** Root of the generator's checkout, where `package-lock.json` and `node_modules` are. */
export const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

/** `linux-x64` and the like: this machine's key in the table of wheels. */
export const platformName = `${process.platform}-${process.arch}`;

/**
 * The wheel of a platform, `undefined` where TensorFlow publishes none.
 *
 * @param {string} [platform] such as `linux-x64`; this machine's unless told otherwise
 * @returns {Wheel | undefined}
 */
export function wheelFor(platform = platformName) {
  return Object.hasOwn(wheels, platform) ? wheels[platform] : undefined;
}

/**
 * Identity of the TensorFlow library for fingerprints: a hexadecimal SHA-256 that changes exactly when the bytes
 * of the shared libraries do. Constant time, loads nothing.
 *
 * @param {string} [platform]
 * @returns {string}
 */
export function libraryHashFor(platform = platformName) {
  const libraries = wheelFor(platform)?.libraries.map(({ name, digest }) => [name, digest]) ?? [platform];
  return createHash("sha256").update(JSON.stringify(libraries)).digest("hex");
}

/** Compiler options of the addon; part of the cache's key. */
export const compilerOptions = Object.freeze([
  "-std=c++17",
  "-O2",
  "-fPIC",
  "-DNDEBUG",
  `-DNAPI_VERSION=${nodeApiVersion}`,
  ...(process.platform === "darwin"
    ? ["-bundle", "-undefined", "dynamic_lookup", "-Wl,-rpath,@loader_path"]
    : // An old-style rpath goes before LD_LIBRARY_PATH: no other TensorFlow of the machine can come in between.
      // Binding at once makes a missing function fail when the addon is tried, not in the middle of a run.
      ["-shared", "-Wl,--disable-new-dtags", "-Wl,-rpath,$ORIGIN", "-Wl,-z,now", "-Wl,--no-as-needed"]),
]);

/** Source of the small addon that does around the loading of TensorFlow what JavaScript cannot. */
export const quietSource = fileURLToPath(new URL("quiet.cc", import.meta.url));

/**
 * Folder of the per-user cache: `REPRISE_CACHE`, or `reprise` in the user's cache folder.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string}
 */
export function cacheRoot(environment = process.env) {
  if (environment.REPRISE_CACHE) return environment.REPRISE_CACHE;
  const base = environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), ".cache");
  return join(base, "reprise");
}

/**
 * Key of everything that the cached library and addon are made from. The addon's sources and the Node-API headers
 * enter by their integrity in the lockfile, so the key is known before they are installed.
 *
 * @param {string} [root] folder of `package-lock.json`
 * @returns {string} 16 hexadecimal digits
 */
function cacheKey(root = projectRoot) {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const integrity = (/** @type {string} */ name) => packages[`node_modules/${name}`]?.integrity ?? null;
  const made = {
    layout: 1,
    platform: platformName,
    wheel: wheelFor()?.sha256 ?? null,
    addon: integrity("@tensorflow/tfjs-node"),
    nodeApi: integrity("node-api-headers"),
    quiet: createHash("sha256").update(readFileSync(quietSource)).digest("hex"),
    compilerOptions,
  };
  return createHash("sha256").update(JSON.stringify(made)).digest("hex").slice(0, 16);
}

/**
 * Folder of this checkout's TensorFlow in the per-user cache, whether or not it exists yet.
 *
 * @param {string} [root]
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string}
 */
export function cacheDirectory(root = projectRoot, environment = process.env) {
  return join(cacheRoot(environment), `tensorflow-${cacheKey(root)}`);
}

/** Written last, so a folder that has one is complete. */
export const manifestName = "manifest.json";

/** The compiled addon's name, which tfjs-node expects. */
export const addonName = "tfjs_binding.node";

/** The compiled `quiet.cc`, beside the addon. */
export const quietName = "quiet.node";

/**
 * Whether TensorFlow has been prepared here before (its bytes are checked when it is about to be used).
 *
 * @param {string} directory from `cacheDirectory`
 * @returns {boolean}
 */
export function isPrepared(directory) {
  return existsSync(join(directory, manifestName));
}
