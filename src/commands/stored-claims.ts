import { type EvaluatedClaim, evaluateClaims } from "../engine/evaluate-claims.ts";
import type { Store } from "../engine/store.ts";

/**
 * The claims of the experiments whose artifacts these are, evaluated on them, by `<experiment>.<claim>`; nothing for
 * an artifact that the store does not hold.
 *
 * @param hashes of the artifacts, by experiment id
 * @throws UserError for claims that cannot be loaded or evaluated
 */
export async function claimsOnStored(
  root: string,
  store: Store,
  hashes: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, EvaluatedClaim>> {
  const artifacts = new Map(
    Object.entries(hashes).flatMap(([id, hash]) => {
      const bytes = store.getObject(hash);
      return bytes === undefined ? [] : [[id, JSON.parse(new TextDecoder().decode(bytes)) as unknown]];
    }),
  );
  return await evaluateClaims(root, { ids: [...artifacts.keys()], artifact: (id) => artifacts.get(id) });
}
