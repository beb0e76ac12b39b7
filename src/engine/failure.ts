import { UserError } from "./errors.ts";
import type { Failure } from "./events.ts";
import { placeInProject, withoutRoot } from "./import-failure.ts";

/** What to tell of an error thrown by an experiment's code, with the place in that code. */
export function failureOf(root: string, error: unknown): Failure {
  const stack = error instanceof Error ? error.stack : undefined;
  const place = placeInProject(root, error);
  if (error instanceof UserError) {
    return {
      what: error.what,
      where: [error.where, place].filter(Boolean).join(", ") || undefined,
      fix: error.fix,
      stack,
    };
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : `it threw ${String(error)}`;
  return { what: withoutRoot(root, what), where: place, stack };
}
