import { UserError } from "./errors.ts";
import type { Failure } from "./events.ts";
import { placeInProject, withoutRoot } from "./import-failure.ts";
import { deniedAccess } from "./isolation.ts";

/** What to tell of an error thrown by an experiment's code, with the place in that code. */
export function failureOf(root: string, error: unknown): Failure {
  const stack = error instanceof Error ? error.stack : undefined;
  const place = placeInProject(root, error);
  const known = userErrorIn(error) ?? deniedAccess(error);
  if (known !== undefined) {
    return {
      what: withoutRoot(root, known.what),
      where: [known.where, place ?? placeInProject(root, known)].filter(Boolean).join(", ") || undefined,
      fix: known.fix,
      stack,
    };
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : `it threw ${String(error)}`;
  return { what: withoutRoot(root, what), where: place, stack };
}

/** Packages wrap errors: `fetch failed` has the reason as its cause. */
function userErrorIn(error: unknown): UserError | undefined {
  if (!(error instanceof Error)) return undefined;
  return error instanceof UserError ? error : userErrorIn(error.cause);
}
