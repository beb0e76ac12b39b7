import { z } from "zod";

/** A moment over matrices: mean and standard error as measured, and the value for uniformly distributed matrices. */
const moment = z.strictObject({ mean: z.number(), se: z.number(), theory: z.number() });

export const artifact = z.strictObject({
  width: z.number(),
  matrices: z.number(),
  moments: z.strictObject({
    /** `E tr Q`, in which the sign convention is seen at once. */
    trace: moment,
    /** `E (tr Q)²` */
    traceSquared: moment,
    /** `E tr Q²` */
    traceOfSquare: moment,
    /** `E (tr Q² − 1)²` */
    spreadOfSquare: moment,
  }),
});

export type Artifact = z.infer<typeof artifact>;
