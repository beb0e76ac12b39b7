import type * as tfjs from "@tensorflow/tfjs-node";
import type { TensorFlow } from "reprise";
import { qrOfColumns } from "./householder.ts";

type Tensor = tfjs.Tensor;
type Kernel = (tf: TensorFlow, x: Tensor) => Tensor[];

/**
 * Lets `execute` find the decompositions that initializations call by name on backends that know no kernels of
 * TensorFlow, such as those of a browser: `Qr` and `Svd` of square matrices, in double precision, on the processor. A
 * backend that knows them keeps its own.
 */
export function providePortableKernels(tf: TensorFlow): void {
  if ("executeMultipleOutputs" in tf.backend()) return;
  const kernels: Readonly<Record<string, Kernel>> = { Qr: portableQr, Svd: portableSvd };
  Object.assign(tf.backend(), {
    // Attributes are encoded by number, and none of them matters to square matrices
    binding: {},
    executeMultipleOutputs(name: string, _attributes: readonly object[], [x]: readonly Tensor[]): Tensor[] {
      const kernel = kernels[name];
      if (kernel === undefined || x === undefined) throw new Error(`there is no portable kernel ${name}`);
      return kernel(tf, x);
    },
  });
}

/** `q` and `r`, both `[..., n, n]`, of `x [..., n, n]`; r has no negative diagonal. */
function portableQr(tf: TensorFlow, x: Tensor): Tensor[] {
  const n = order(x);
  const q = new Float32Array(x.size);
  const r = new Float32Array(x.size);
  eachMatrix(x, (values, start) => {
    const { qTransposed, rTransposed } = qrOfColumns(transposed(values, n), n);
    q.set(transposed(qTransposed, n), start);
    r.set(transposed(rTransposed, n), start);
  });
  return [tf.tensor(q, x.shape), tf.tensor(r, x.shape)];
}

/** `s [..., n]`, descending, `u` and `v`, both `[..., n, n]`, of `x = u diag(s) vᵀ`, `[..., n, n]`. */
function portableSvd(tf: TensorFlow, x: Tensor): Tensor[] {
  const n = order(x);
  const s = new Float32Array(x.size / n);
  const u = new Float32Array(x.size);
  const v = new Float32Array(x.size);
  eachMatrix(x, (values, start) => {
    const found = jacobi(values, n);
    s.set(found.s, start / n);
    u.set(found.u, start);
    v.set(found.v, start);
  });
  return [tf.tensor(s, x.shape.slice(0, -1)), tf.tensor(u, x.shape), tf.tensor(v, x.shape)];
}

function order(x: Tensor): number {
  const [rows, columns] = x.shape.slice(-2);
  if (rows === undefined || rows !== columns) throw new RangeError(`[${x.shape}] are no square matrices`);
  return rows;
}

function eachMatrix(x: Tensor, visit: (values: Float32Array, start: number) => void): void {
  const size = order(x) ** 2;
  const values = x.dataSync<"float32">();
  for (let start = 0; start < values.length; start += size)
    visit(values.subarray(start, start + size), start);
}

function transposed(values: Float32Array | Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) result[j * n + i] = values[i * n + j] as number;
  return result;
}

/** Columns count as orthogonal when the cosine between them is below this: beyond what float32 keeps. */
const orthogonality = 1e-9;
const mostSweeps = 40;

/**
 * Singular value decomposition by one-sided Jacobi rotations (Hestenes 1958; Golub & Van Loan, section 8.6.3): the
 * columns of `x` are rotated in pairs until they are orthogonal, and their lengths are then the singular values.
 */
function jacobi(x: Float32Array, n: number): { s: Float64Array; u: Float64Array; v: Float64Array } {
  // Row i is column i of x, and of the rotations
  const columns = transposed(x, n);
  const rotations = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rotations[i * n + i] = 1;
  for (let sweep = 0, rotated = true; rotated; sweep++) {
    if (sweep === mostSweeps) throw new Error(`no singular values after ${mostSweeps} sweeps`);
    rotated = false;
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) if (rotate(columns, rotations, i, j, n)) rotated = true;
    }
  }
  const lengths = Float64Array.from({ length: n }, (_, i) => Math.sqrt(dot(columns, i, i, n)));
  const ranked = [...lengths.keys()].sort((a, b) => (lengths[b] as number) - (lengths[a] as number));
  const s = Float64Array.from(ranked, (i) => lengths[i] as number);
  const u = new Float64Array(n * n);
  const v = new Float64Array(n * n);
  ranked.forEach((from, k) => {
    for (let row = 0; row < n; row++) {
      u[row * n + k] = (columns[from * n + row] as number) / (lengths[from] as number);
      v[row * n + k] = rotations[from * n + row] as number;
    }
  });
  return { s, u, v };
}

function dot(rows: Float64Array, i: number, j: number, n: number): number {
  let sum = 0;
  for (let k = 0; k < n; k++) sum += (rows[i * n + k] as number) * (rows[j * n + k] as number);
  return sum;
}

/** Makes rows i and j of `columns` orthogonal, and turns those of `rotations` alike; false when they were already. */
function rotate(columns: Float64Array, rotations: Float64Array, i: number, j: number, n: number): boolean {
  const a = dot(columns, i, i, n);
  const b = dot(columns, j, j, n);
  const c = dot(columns, i, j, n);
  if (Math.abs(c) <= orthogonality * Math.sqrt(a * b)) return false;
  const zeta = (b - a) / (2 * c);
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = cosine * tangent;
  for (const rows of [columns, rotations]) {
    for (let k = 0; k < n; k++) {
      const p = rows[i * n + k] as number;
      const q = rows[j * n + k] as number;
      rows[i * n + k] = cosine * p - sine * q;
      rows[j * n + k] = sine * p + cosine * q;
    }
  }
  return true;
}
