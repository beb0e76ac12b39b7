import { arrays } from "./arrays.ts";
import { convolutions } from "./convolution.ts";
import { elementwise } from "./elementwise.ts";
import type { Kit } from "./kit.ts";
import { linearAlgebra } from "./linear.ts";
import { reductionCases } from "./reductions.ts";
import { training } from "./training.ts";

/** All cases of the audit, in order. */
export const auditCases: readonly { readonly name: string; readonly run: (kit: Kit) => unknown }[] = [
  elementwise,
  reductionCases,
  linearAlgebra,
  convolutions,
  arrays,
  training,
].flatMap((cases) => Object.entries(cases).map(([name, run]) => ({ name, run })));
