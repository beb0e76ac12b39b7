import type { RandomStream } from "reprise";
import { capturedVariance, type DrawnFunction, drawFunction, type Inducing } from "../lib/deep-gp.ts";
import type { RandomSource } from "../lib/draws.ts";
import { logSingularValues } from "../lib/graded-svd.ts";
import {
  chain,
  layerInputs,
  logSingularValues2,
  type PushedPoints,
  push,
  startingPoints,
} from "../lib/jacobian-chain.ts";
import { mean } from "../lib/statistics.ts";

interface Layers {
  readonly connected: boolean;
  readonly inducing: { readonly plain: Inducing; readonly "input-connected": Inducing };
}

export interface Clouds {
  readonly measure: "cloud";
  /** One for each number of layers asked for, `[points, 2]`. */
  readonly images: readonly Float32Array[];
}

/** Means over points, of each draw: `[draws][layers]`. */
export interface DrawnJacobians {
  readonly measure: "drawn";
  /** ln s₁ */
  readonly largest: readonly (readonly number[])[];
  /** ln s₂ */
  readonly smallest: readonly (readonly number[])[];
  /** s₂ / s₁ */
  readonly ratio: readonly (readonly number[])[];
  /** The part of the prior's variance that a layer's inducing points hold at its inputs. */
  readonly captured: readonly (readonly number[])[];
}

/**
 * Samples of the prior's Jacobians. In the plane, `[layers][samples]` of ln s₁ and ln s₂ summed up as mean and standard error; in
 * more dimensions of s_k / s₁.
 */
export interface PriorJacobians {
  readonly measure: "prior";
  /** `[layers][dimension]` of ln s_k */
  readonly logs: readonly (readonly Summary[])[];
  /** `[layers][dimension]` of s_k / s₁ */
  readonly ratios: readonly (readonly Summary[])[];
  /** `[layers]` of ln(s₁ / s₂) */
  readonly logRatio: readonly Summary[];
}

interface Summary {
  readonly mean: number;
  readonly se: number;
}

/** The plane has two dimensions. */
const plane = 2;

/** The layers of one draw, first to last, drawn one after the other from `stream`. */
function* drawLayers(
  stream: RandomStream,
  { connected, inducing }: Layers,
  dimension: number,
  count: number,
): Generator<DrawnFunction> {
  for (let layer = 1; layer <= count; layer++) {
    yield connected && layer > 1
      ? drawFunction(stream, 2 * dimension, dimension, inducing["input-connected"])
      : drawFunction(stream, dimension, dimension, inducing.plain);
  }
}

export function cloud(
  random: RandomSource,
  input: Layers & { readonly points: number; readonly layers: readonly number[] },
  progress: (done: number, total: number) => void,
): Clouds {
  const origins = random("cloud", "points").fillNormal(new Float64Array(plane * input.points));
  const deepest = Math.max(...input.layers);
  let points = startingPoints(origins, plane, false);
  const stages = [points];
  for (const layer of drawLayers(random("cloud", "layers"), input, plane, deepest)) {
    points = push(layer, points);
    stages.push(points);
    progress(stages.length - 1, deepest);
  }
  return {
    measure: "cloud",
    images: input.layers.map((count) =>
      Float32Array.from((stages[count] as PushedPoints).images, thousandths),
    ),
  };
}

/** Three decimals, less than a pixel of any figure. */
function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}

export function drawnJacobians(
  random: RandomSource,
  input: Layers & {
    readonly dimension: number;
    readonly draws: readonly number[];
    readonly points: number;
    readonly layers: number;
  },
  progress: (done: number, total: number) => void,
): DrawnJacobians {
  const { dimension, draws, layers } = input;
  const perDraw = draws.map((draw, i) => {
    const name = `jacobians-${dimension}`;
    const origins = random(name, "points", draw).fillNormal(new Float64Array(dimension * input.points));
    let points = startingPoints(origins, dimension, true);
    const perLayer: PointMeans[] = [];
    for (const layer of drawLayers(random(name, "layers", draw), input, dimension, layers)) {
      const captured = capturedVariance(layer, layerInputs(layer, points));
      points = push(layer, points);
      perLayer.push({ ...pointMeans(points.jacobians as Float64Array, dimension), captured });
    }
    progress(i + 1, draws.length);
    return perLayer;
  });
  const table = (field: keyof PointMeans) => perDraw.map((perLayer) => perLayer.map((means) => means[field]));
  return {
    measure: "drawn",
    largest: table("largest"),
    smallest: table("smallest"),
    ratio: table("ratio"),
    captured: table("captured"),
  };
}

interface PointMeans {
  readonly largest: number;
  readonly smallest: number;
  readonly ratio: number;
  readonly captured: number;
}

function pointMeans(matrices: Float64Array, dimension: number): Omit<PointMeans, "captured"> {
  const square = dimension * dimension;
  const logs = Array.from({ length: matrices.length / square }, (_, p) =>
    dimension === plane
      ? logSingularValues2(matrices, square * p)
      : logSpectrum(matrices.slice(square * p, square * (p + 1)), dimension),
  );
  const at = (spectrum: ArrayLike<number>, k: number) => spectrum[k] as number;
  return {
    largest: mean(logs.map((spectrum) => at(spectrum, 0))),
    smallest: mean(logs.map((spectrum) => at(spectrum, 1))),
    ratio: mean(logs.map((spectrum) => Math.exp(at(spectrum, 1) - at(spectrum, 0)))),
  };
}

/** The derivatives of a draw at a point are independent N(0, 1/ℓ²) for a kernel of variance 1 and length-scale ℓ. */
export function priorJacobians(
  random: RandomSource,
  input: {
    readonly connected: boolean;
    readonly dimension: number;
    readonly lengthScale: number;
    readonly samples: number;
    readonly layers: number;
  },
): PriorJacobians {
  const { connected, dimension, samples, layers } = input;
  const sd = 1 / input.lengthScale;
  const stream = random("prior", dimension);
  const accumulate = () => Array.from({ length: layers }, () => Array.from({ length: dimension }, moments));
  const logs = accumulate();
  const ratios = accumulate();
  const logRatio = Array.from({ length: layers }, moments);
  for (let sample = 0; sample < samples; sample++) {
    let jacobian: Float64Array = stream.fillNormal(new Float64Array(dimension * dimension), sd);
    for (let layer = 0; layer < layers; layer++) {
      if (layer > 0) {
        const width = connected ? 2 * dimension : dimension;
        const next = stream.fillNormal(new Float64Array(dimension * width), sd);
        jacobian = chain(next, jacobian, dimension, connected);
      }
      const values = dimension === plane ? logSingularValues2(jacobian, 0) : logSpectrum(jacobian, dimension);
      for (let k = 0; k < dimension; k++) {
        const below = (values[k] as number) - (values[0] as number);
        logs[layer]?.[k]?.add(values[k] as number);
        ratios[layer]?.[k]?.add(Math.exp(below));
        if (k === 1) logRatio[layer]?.add(-below);
      }
    }
  }
  const summaries = (table: ReturnType<typeof accumulate>) =>
    table.map((row) => row.map((cell) => cell.summary()));
  return {
    measure: "prior",
    logs: summaries(logs),
    ratios: summaries(ratios),
    logRatio: logRatio.map((cell) => cell.summary()),
  };
}

function logSpectrum(matrix: Float64Array, n: number): Float64Array {
  return logSingularValues({ n, rows: matrix, logScale: new Float64Array(n) }, 0);
}

/** Mean and standard error of what has been added (Welford 1962). */
function moments(): { add(value: number): void; summary(): Summary } {
  let count = 0;
  let average = 0;
  let squares = 0;
  return {
    add(value) {
      count++;
      const difference = value - average;
      average += difference / count;
      squares += difference * (value - average);
    },
    summary: () => ({ mean: average, se: Math.sqrt(squares / (count - 1) / count) }),
  };
}
