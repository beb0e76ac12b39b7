/** What a user needs to mend a mistake: what happened, where, and what to do about it. */
export interface UserErrorDetails {
  /** What happened, as one sentence without a full stop at the end of a path or value. */
  readonly what: string;
  /** Where: a file relative to the project root, with `:line` or a key path where known. */
  readonly where?: string | undefined;
  /** What to do: the edit or the command that mends it. */
  readonly fix?: string | undefined;
  /** Exit status of the command; 1 unless told otherwise. */
  readonly exitCode?: number | undefined;
  readonly cause?: unknown;
}

/** What an error says, whatever it was that was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A mistake that its user can mend: shown without a stack trace unless `--verbose`. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly what: string;
  readonly where: string | undefined;
  readonly fix: string | undefined;
  readonly exitCode: number;

  constructor(details: UserErrorDetails) {
    super(
      [details.where ? `${details.where}: ${details.what}` : details.what, details.fix]
        .filter(Boolean)
        .join("\n  "),
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.what = details.what;
    this.where = details.where;
    this.fix = details.fix;
    this.exitCode = details.exitCode ?? 1;
  }
}
