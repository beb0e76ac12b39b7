import { defineExperiment } from "reprise";
import { z } from "zod";
import { productLogSingularValues } from "../lib/product-spectrum.ts";
import { artifact } from "./artifact.ts";
import { assemble } from "./assemble.ts";

const params = z.strictObject({
  width: z.int().positive().multipleOf(4),
  /** Numbers of factors, ascending; shorter products are the beginnings of longer ones. */
  depths: z.array(z.int().positive()),
  /** Independent products. */
  products: z.int().positive(),
  /** Width in √s of a bin of the histogram of s. */
  rootBin: z.number().positive(),
});

export default defineExperiment({
  id: "product-spectra",
  title: "Singular values of products of Gaussian matrices",
  params,
  presets: {
    paper: { width: 512, depths: [1, 10, 30, 100], products: 8, rootBin: 0.12 },
    draft: { width: 128, depths: [1, 10, 30, 100], products: 4, rootBin: 0.2 },
  },
  runs: ({ width, depths, products }) =>
    Array.from({ length: products }, (_, product) => ({
      key: { product },
      input: { width, depths, product },
    })),
  // in float64 throughout: TensorFlow for Node has no such tensors
  run({ random, input, progress }) {
    const { width, depths, product } = input;
    const stream = random("factors", product);
    const weights = new Float64Array(width * width);
    const factor = () => stream.fillNormal(weights, 1 / Math.sqrt(width));
    const logSingularValues = productLogSingularValues(factor, width, depths, progress);
    return { logSingularValues };
  },
  assemble,
  artifact,
});
