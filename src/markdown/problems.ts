import type { Node } from "unist";
import { UserError } from "../engine/errors.ts";

export interface Problem {
  readonly line: number | undefined;
  /** Another file than the prose, where the mistake is in one. */
  readonly where?: string | undefined;
  readonly what: string;
  readonly fix?: string | undefined;
}

/** Mistakes found in one prose file. They are gathered, so that an author sees all of them at once. */
export interface Problems {
  report(node: Pick<Node, "position"> | undefined, what: string, fix?: string): void;
  /** A mistake in a file that the prose draws on, such as a figure. */
  reportError(node: Pick<Node, "position">, error: UserError): void;
  /** The line of the file at which a node starts. */
  lineOf(node: Pick<Node, "position">): number | undefined;
  /** The same mistakes, for text that starts `lines` further down in the file. */
  below(lines: number): Problems;
  readonly found: readonly Problem[];
}

/** No mistakes yet, in a text that begins `offset` lines below the first of its file. */
export function gatherProblems(offset = 0, found: Problem[] = []): Problems {
  const lineOf = (node: Pick<Node, "position"> | undefined) => {
    const line = node?.position?.start.line;
    return line === undefined ? undefined : line + offset;
  };
  return {
    report: (node, what, fix) => found.push({ line: lineOf(node), what, fix }),
    reportError: (node, { what, where, fix }) => found.push({ line: lineOf(node), where, what, fix }),
    lineOf,
    below: (lines) => gatherProblems(lines, found),
    found,
  };
}

/** Mistakes told besides the first; whoever has more has one cause for most of them. */
const shown = 30;

/**
 * Throws when there are problems: the first in full, the others in a line each.
 *
 * @throws UserError
 */
export function throwProblems(file: string, problems: readonly Problem[]): void {
  const [first, ...others] = problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  if (first === undefined) return;
  const place = ({ line, where }: Problem) => where ?? (line === undefined ? file : `${file}:${line}`);
  const also = others.slice(0, shown).map((problem) => `also ${place(problem)}: ${problem.what}`);
  if (others.length > shown) also.push(`and ${others.length - shown} more`);
  throw new UserError({
    what: first.what,
    where: place(first),
    fix: [...(first.fix === undefined ? [] : [first.fix]), ...also].join("\n  ") || undefined,
  });
}
