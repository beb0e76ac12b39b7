import { stripVTControlCharacters, styleText } from "node:util";
import { reasonOf, UserError } from "../engine/errors.ts";
import { diskError } from "../engine/files.ts";
import { withoutRoot } from "../engine/import-failure.ts";

/** What a user can mend about an error, whoever threw it; undefined when it is a fault of Reprise. */
export function mendable(error: unknown, root: string): UserError | undefined {
  return error instanceof UserError ? error : diskError(root, error);
}

/**
 * An error as its reader needs it: a user's mistake as what, where and fix; anything else, which is a fault of
 * Reprise, with how to report it. Stack traces only if `verbose`.
 */
export function explainError(error: unknown, root: string, verbose: boolean): string {
  const red = (text: string) => styleText("red", text, { stream: process.stderr });
  const stack = verbose && error instanceof Error ? error.stack : undefined;
  const mistake = mendable(error, root);
  const lines = mistake
    ? [
        `${red("error:")} ${printable(mistake.what)}`,
        mistake.where ? `  where: ${printable(mistake.where)}` : undefined,
        mistake.fix ? `  fix:   ${printable(mistake.fix)}` : undefined,
      ]
    : [
        // Bundlers colour what they say, whatever it is said on
        `${red("error:")} ${printable(stripVTControlCharacters(reasonOf(error)))}`,
        "  This is not a mistake of yours but a fault of Reprise, or of a package it uses.",
        verbose
          ? "  Please report it with the stack trace below."
          : "  Please report it with what `--verbose` adds to the same command.",
      ];
  const text = withoutRoot(root, lines.filter((line) => line !== undefined).join("\n"));
  return stack === undefined ? text : `${text}\n${stack}`;
}

/** Longer lines are somebody's input, whose beginning says which. */
const longest = 600;

/**
 * Text that came from files, for a terminal: what would move its cursor, ring it, or turn its direction is written out, so
 * that input can neither hide a message nor forge one.
 */
function printable(text: string): string {
  const lines = text.split("\n").map((line) => (line.length > longest ? `${line.slice(0, longest)}…` : line));
  return lines
    .join("\n")
    .replace(
      /(?!\n|\t|\u00ad|\u200c|\u200d|\u2060)\p{C}/gu,
      (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
    );
}
