import { z } from "zod";

const numbers = z.array(z.number());
/** Mean and standard error over networks. */
const estimate = z.strictObject({ mean: z.number(), se: z.number() });
const curve = z.strictObject({ mean: numbers, se: numbers });

const initializations = ["fold-0", "fold-1", "orthogonal"] as const;
const perInitialization = <T extends z.ZodType>(value: T) => z.record(z.enum(initializations), value);

export const artifact = z.strictObject({
  /** Width of the networks whose participation ratio is measured. */
  width: z.number(),
  networks: z.number(),
  /** Depths L of the curves below. */
  depths: numbers,
  fraction: perInitialization(
    z.strictObject({
      /** PR / n² at each of `depths`. */
      measured: curve,
      /** Mean eigenvalue over L, which every initialization here keeps at 1. */
      meanEigenvalue: curve,
      /** Wide-network value of PR / n² at each of `depths`. */
      theory: numbers,
    }),
  ),
  /** PR / n² at the depth of the spectra: `measured` at `width`, `theory` for wide networks. */
  reference: z.strictObject({
    depth: z.number(),
    fraction: perInitialization(z.strictObject({ measured: estimate, theory: z.number() })),
  }),
  /** The whole spectrum, at a width at which all n² eigenvalues can be computed. */
  spectrum: z.strictObject({
    width: z.number(),
    depth: z.number(),
    networks: z.number(),
    /** (rank − ½) / n² of the eigenvalues that are kept: all of the largest, then equally spaced in the logarithm. */
    rank: numbers,
    initializations: perInitialization(
      z.strictObject({
        /** Eigenvalue over the mean eigenvalue, by rank; geometric mean over networks, `null` where float32 does not resolve it. */
        eigenvalue: z.array(z.number().nullable()),
        /** Share of the trace in the eigenvalues up to and including this rank. */
        share: curve,
        fraction: estimate,
        /** Share of the trace in the largest 1 % of the eigenvalues. */
        topHundredth: estimate,
        /** Fraction of the eigenvalues, the largest, that carries 90 % of the trace. */
        ninetyPercent: estimate,
        /** Fraction of the eigenvalues below a hundredth of the mean eigenvalue. */
        belowHundredth: estimate,
      }),
    ),
  }),
});

export type Artifact = z.infer<typeof artifact>;
