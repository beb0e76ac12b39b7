import type { Node } from "unist";
import { UserError } from "../engine/errors.ts";

export interface Problem {
  readonly line: number | undefined;
  readonly what: string;
  readonly fix?: string | undefined;
}

/** Mistakes found in one prose file. They are gathered, so that an author sees all of them at once. */
export interface Problems {
  report(node: Pick<Node, "position"> | undefined, what: string, fix?: string): void;
  /** The same mistakes, for text that starts `lines` further down in the file. */
  below(lines: number): Problems;
  readonly found: readonly Problem[];
}

export function gatherProblems(offset = 0, found: Problem[] = []): Problems {
  return {
    report(node, what, fix) {
      const line = node?.position?.start.line;
      found.push({ line: line === undefined ? undefined : line + offset, what, fix });
    },
    below: (lines) => gatherProblems(lines, found),
    found,
  };
}

/**
 * Throws when there are problems: the first in full, the others in a line each.
 *
 * @throws UserError
 */
export function throwProblems(file: string, problems: readonly Problem[]): void {
  const [first, ...others] = problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  if (first === undefined) return;
  const place = (problem: Problem) => (problem.line === undefined ? file : `${file}:${problem.line}`);
  const also = others.map((problem) => `also ${place(problem)}: ${problem.what}`);
  throw new UserError({
    what: first.what,
    where: place(first),
    fix: [...(first.fix === undefined ? [] : [first.fix]), ...also].join("\n  ") || undefined,
  });
}
