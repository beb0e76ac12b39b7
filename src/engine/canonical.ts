import { hash } from "node:crypto";
import canonicalize from "canonicalize";
import { UserError } from "./errors.ts";

/** A value as JSON knows it: what remains after typed arrays became arrays and everything else was refused. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The canonical JSON of a value (RFC 8785): one text for one value, whatever the order of its keys.
 * Typed arrays count as arrays; a `Float32Array`'s numbers are written with the fewest digits that restore the
 * float32; −0 is written 0.
 *
 * @param where names the value in errors, such as `result of run method=exact`
 * @throws UserError naming the path of a value that JSON cannot carry, such as `curves[3].mean is NaN`
 */
export function canonicalJson(value: unknown, where?: string): string {
  return canonicalize(jsonValue(value, where)) as string;
}

/** The value as plain JSON data, checked and converted as `canonicalJson` does. */
export function jsonValue(value: unknown, where?: string): Json {
  return convert(value, "", { where, ancestors: new Set() });
}

/** The SHA-256 of bytes, or of a text's UTF-8 bytes, in lower-case hexadecimal. */
export function sha256(data: Uint8Array | string): string {
  return hash("sha256", data, "hex");
}

interface Walk {
  readonly where: string | undefined;
  readonly ancestors: Set<object>;
}

function convert(value: unknown, path: string, walk: Walk): Json {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") return finite(value, path, walk);
  if (typeof value === "string") {
    return value.isWellFormed() ? value : refuse("a string with half of a surrogate pair", path, walk);
  }
  if (typeof value !== "object") return refuse(describe(value), path, walk);
  if (walk.ancestors.has(value)) return refuse("an object that contains itself", path, walk);
  walk.ancestors.add(value);
  const plain = convertObject(value, path, walk);
  walk.ancestors.delete(value);
  return plain;
}

function convertObject(value: object, path: string, walk: Walk): Json {
  if (Array.isArray(value)) {
    // Array.from visits holes too, so that a sparse array is refused instead of shortened
    return Array.from(value, (element, index) => convert(element, `${path}[${index}]`, walk));
  }
  if (value instanceof Float32Array) {
    return Array.from(value, (element, index) => shortestFloat32(finite(element, `${path}[${index}]`, walk)));
  }
  if (isNumberArray(value)) {
    return Array.from(value, (element, index) => finite(element, `${path}[${index}]`, walk));
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return refuse(describe(value), path, walk);
  // A null prototype keeps a key named `__proto__` an ordinary key
  const plain: Record<string, Json> = Object.create(null);
  for (const [key, member] of Object.entries(value)) {
    if (!key.isWellFormed()) refuse("a key with half of a surrogate pair", path, walk);
    plain[key] = convert(member, join(path, key), walk);
  }
  return plain;
}

type NumberArray =
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

function isNumberArray(value: object): value is NumberArray {
  return (
    ArrayBuffer.isView(value) &&
    !(value instanceof DataView) &&
    !(value instanceof BigInt64Array) &&
    !(value instanceof BigUint64Array)
  );
}

function finite(value: number, path: string, walk: Walk): number {
  return Number.isFinite(value) ? value : refuse(String(value), path, walk);
}

/** The double with the fewest significant digits that rounds to this float32; nine digits always suffice. */
function shortestFloat32(value: number): number {
  // Most computed values need eight or nine digits, so that one try at seven saves the shorter ones
  const short = Number(value.toPrecision(7));
  for (let digits = Math.fround(short) === value ? 1 : 8; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(9));
}

function join(path: string, key: string): string {
  if (!/^[\p{ID_Start}_$][\p{ID_Continue}$-]*$/u.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

function describe(value: unknown): string {
  if (value === undefined) return "undefined";
  if (typeof value !== "object" || value === null) return `a ${typeof value}`;
  const name: unknown = value.constructor?.name;
  return typeof name === "string" && name !== "" ? `a ${name}` : "an object of a class";
}

function refuse(found: string, path: string, walk: Walk): never {
  throw new UserError({
    what: `${path === "" ? "the value" : path} is ${found}`,
    where: walk.where,
    fix: advice(found),
  });
}

function advice(found: string): string {
  if (found === "NaN" || found === "Infinity" || found === "-Infinity") {
    return "Only finite numbers can be stored: find where the number stops being finite, or store null and say what it means.";
  }
  if (found === "undefined") return "Leave the key out, or store null.";
  if (/Tensor|Variable/.test(found))
    return "Store a tensor's values: `tensor.arraySync()` or `tensor.dataSync()`.";
  return "Store plain objects, arrays, typed arrays of numbers, strings, finite numbers, booleans and null.";
}
