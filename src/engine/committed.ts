import type { z } from "zod";
import { UserError } from "./errors.ts";

/**
 * The content of a file that commands write and people commit, edit and merge.
 *
 * @param renewal the command that writes it anew
 * @throws UserError with the key, when the text is no JSON or is refused by the schema
 */
export function parseCommitted<S extends z.ZodType>(
  text: string,
  file: string,
  schema: S,
  renewal: string,
): z.infer<S> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw damaged(`this is not JSON: ${(cause as Error).message}`, file, [], renewal, cause);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw damaged(issue?.message ?? "it is malformed", file, issue?.path ?? [], renewal);
}

/** The error for a committed file that is not as it was written, with the key where it is not. */
export function damaged(
  what: string,
  file: string,
  key: readonly PropertyKey[],
  renewal: string,
  cause?: unknown,
): UserError {
  return new UserError({
    what,
    where: [file, key.map(String).join(".")].filter(Boolean).join(": "),
    fix: `Restore it from version control, or write it anew with \`${renewal}\`.`,
    cause,
  });
}
