import type { EvaluatedQuantities } from "../engine/quantities.ts";
import type { Evidence } from "./context.ts";

/** The same evidence, with the numbers that an experiment derives from its artifact beside the artifact's own. */
export function withQuantities<T extends Evidence>(evidence: T, quantities: EvaluatedQuantities): T {
  return {
    ...evidence,
    artifact: (id) => {
      const derived = quantities.get(id);
      const artifact = evidence.artifact(id);
      return derived === undefined ? artifact : { ...(artifact as object), ...derived };
    },
  };
}
