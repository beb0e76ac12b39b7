import { UserError } from "../engine/errors.ts";
import { type EvaluatedClaim, evaluateClaims } from "../engine/evaluate-claims.ts";
import { openStore, type Store, storeDirectory } from "../engine/store.ts";

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

/** The same on what is published; nothing for artifacts that are not on this machine, or no longer have their schema. */
export async function claimsOnPublished(
  root: string,
  hashes: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, EvaluatedClaim>> {
  try {
    return await claimsOnStored(root, openStore(storeDirectory(root)), hashes);
  } catch (error) {
    if (error instanceof UserError) return new Map();
    throw error;
  }
}
