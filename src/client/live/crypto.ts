/**
 * Stands in for the one function of `node:crypto` that random streams need, so that the same streams can be drawn in a
 * browser, whose own SHA-256 is asynchronous.
 */

/** Fractional parts of the cube roots of the first 64 primes (FIPS 180-4, section 4.2.2), and of the square roots of the first 8. */
const primes = Array.from({ length: 312 }, (_, n) => n).filter(
  (n) => n > 1 && Array.from({ length: n }, (_, d) => d).every((d) => d < 2 || n % d !== 0),
);
const fraction = (root: number) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const constants = primes.slice(0, 64).map((prime) => fraction(Math.cbrt(prime)));
const initial = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

const rotate = (x: number, by: number) => (x >>> by) | (x << (32 - by));

/** The message with a one, zeros, and its length in bits, in blocks of 64 bytes (FIPS 180-4, section 5.1.1). */
function padded(message: Uint8Array): DataView {
  const blocks = Math.ceil((message.length + 9) / 64);
  const bytes = new Uint8Array(blocks * 64);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 8, Math.floor(message.length / 2 ** 29));
  view.setUint32(bytes.length - 4, message.length << 3);
  return view;
}

/** SHA-256 (FIPS 180-4, section 6.2). */
function sha256(message: Uint8Array): Uint8Array {
  const view = padded(message);
  const state = Int32Array.from(initial);
  const w = new Int32Array(64);
  const at = (array: ArrayLike<number>, i: number) => array[i] as number;
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let t = 0; t < 64; t++) {
      if (t < 16) {
        w[t] = view.getInt32(block + 4 * t);
        continue;
      }
      const [x, y] = [at(w, t - 15), at(w, t - 2)];
      const small0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
      const small1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
      w[t] = at(w, t - 16) + small0 + at(w, t - 7) + small1;
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    for (let t = 0; t < 64; t++) {
      const big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const t1 = (h + big1 + ((e & f) ^ (~e & g)) + at(constants, t) + at(w, t)) | 0;
      const big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const t2 = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => {
      state[i] = at(state, i) + value;
    });
  }
  const digest = new DataView(new ArrayBuffer(32));
  for (const [i, word] of state.entries()) digest.setInt32(4 * i, word);
  return new Uint8Array(digest.buffer);
}

/** The SHA-256 of bytes or of a text's UTF-8 bytes: as bytes that can be read as integers, or in hexadecimal. */
export function hash(
  algorithm: "sha256",
  data: Uint8Array | string,
  encoding: "buffer" | "hex",
): string | (Uint8Array & { readInt32LE(offset: number): number }) {
  if (algorithm !== "sha256") throw new Error(`there is no ${algorithm}`);
  const digest = sha256(typeof data === "string" ? new TextEncoder().encode(data) : data);
  if (encoding === "hex") return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const view = new DataView(digest.buffer);
  return Object.assign(digest, { readInt32LE: (offset: number) => view.getInt32(offset, true) });
}
