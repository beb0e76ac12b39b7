import { Matrix } from "ml-matrix";
import { random } from "./support.ts";

/** A matrix of independent standard normals, `[rows, columns]`, row-major. */
export function gaussianMatrix(name: string, rows: number, columns = rows): Float64Array {
  return random("matrix", name).fillNormal(new Float64Array(rows * columns));
}

/** The same numbers as a matrix of ml-matrix, the independent implementation that ours is compared with. */
export function asMatrix(values: Float64Array, rows: number, columns = rows): Matrix {
  return Matrix.from1DArray(rows, columns, Array.from(values));
}

/** The largest difference between two lists of numbers of equal length. */
export function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} numbers`);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - (b[i] as number))));
}
