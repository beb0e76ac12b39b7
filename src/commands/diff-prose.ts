import type { Nodes, Root, TableRow } from "mdast";
import type { ContainerDirective, TextDirective } from "mdast-util-directive";
import { toString as textContent } from "mdast-util-to-string";
import { visit } from "unist-util-visit";
import { type Evidence, nothingFound } from "../markdown/context.ts";
import { mathValues } from "../markdown/math.ts";
import type { Piece } from "../markdown/number.ts";
import { gatherProblems } from "../markdown/problems.ts";
import { parseProse } from "../markdown/prose.ts";
import { boundNumber } from "../markdown/value.ts";
import type { Sentence } from "./diff-report.ts";

/** A number bound to a result, as it is printed. */
export interface BoundNumber {
  readonly path: string;
  readonly text: string;
}

/** A claim where a sentence makes it. */
interface MadeClaim {
  /** `<experiment>.<claim>` */
  readonly name: string;
  readonly line: number;
}

/** A sentence with its numbers apart from its words. */
export interface ReadSentence {
  readonly file: string;
  readonly line: number;
  readonly pieces: readonly (string | BoundNumber)[];
  readonly claims: readonly MadeClaim[];
  /** The words, with what the numbers are bound to in their places: the same when only numbers differ. */
  readonly template: string;
}

export interface ReadProse {
  readonly sentences: readonly ReadSentence[];
  /** Ids of the figures in the order of their numbers. */
  readonly figures: readonly string[];
}

/**
 * The sentences of a paper, of its abstract, captions, notes and tables too, with the numbers of the evidence.
 *
 * @param source the whole file
 * @param claims the names of all claims, as `<experiment>.<claim>`
 */
export async function readProse(
  source: string,
  file: string,
  evidence: Evidence,
  claims: readonly string[],
): Promise<ReadProse> {
  const trees = await parseProse(source);
  const figures: string[] = [];
  const sentences = trees.flatMap((tree) => {
    visit(tree, "containerDirective", (node: ContainerDirective) => {
      const id = node.name === "figure" ? node.attributes?.id : undefined;
      if (id != null) figures.push(id);
    });
    return blocks(tree, reader(tree, evidence, claims)).flatMap((block) => sentencesOf(block, file));
  });
  return { sentences, figures };
}

/** A stretch of one line's text, or a number, with the claims whose sentence it is part of. */
interface Run {
  readonly line: number;
  readonly content: string | BoundNumber;
  readonly claims: readonly MadeClaim[];
}

type Reader = (node: Nodes, claims: readonly MadeClaim[]) => readonly Run[];

/** Paragraphs, headings, rows of tables and displayed formulas, as runs. */
function blocks(node: Nodes, read: Reader): readonly (readonly Run[])[] {
  switch (node.type) {
    case "paragraph":
    case "heading":
    case "math":
    case "code":
      return [read(node, [])];
    case "tableRow":
      return [row(node, read)];
    default:
      return "children" in node ? node.children.flatMap((child) => blocks(child as Nodes, read)) : [];
  }
}

function row(node: TableRow, read: Reader): readonly Run[] {
  return node.children.flatMap((cell, i) => [
    ...(i === 0 ? [] : [{ line: lineOf(cell), content: " | ", claims: [] }]),
    ...read(cell, []),
  ]);
}

function reader(tree: Root, evidence: Evidence, claims: readonly string[]): Reader {
  const context = { evidence, found: nothingFound(), problems: gatherProblems() };
  const formulas = new Map<Nodes, string>();
  visit(tree, (node) => {
    if (node.type === "math" || node.type === "inlineMath") formulas.set(node, node.value);
  });
  mathValues(context)(tree);

  const bound = (node: TextDirective): BoundNumber => {
    const path = textContent(node).trim();
    const attributes = node.attributes ?? {};
    const source = node.name === "param" ? "params" : "artifact";
    const found = boundNumber(path, attributes, context, source);
    const more = Object.entries(attributes).map(([name, text]) => ` ${name}=${text ?? ""}`);
    return { path: `${path}${more.join("")}`, text: "problem" in found ? "?" : written(found.pieces) };
  };
  const read: Reader = (node, within) => {
    const run = (content: Run["content"]): readonly Run[] => [
      { line: lineOf(node), content, claims: within },
    ];
    switch (node.type) {
      case "text":
        return run(node.value);
      case "inlineCode":
        return run(`\`${node.value}\``);
      case "code":
        return run(node.value);
      case "break":
        return run(" ");
      case "math":
      case "inlineMath": {
        const text = node.type === "math" ? `$$ ${node.value} $$` : `$${node.value}$`;
        const template = formulas.get(node) ?? node.value;
        return run(template === node.value ? text : { path: template, text });
      }
      case "textDirective": {
        if (node.name === "value" || node.name === "param") return run(bound(node));
        if (node.name === "cite" || node.name === "ref") return run(`[${textContent(node)}]`);
        const claim = node.name === "claim" ? [{ name: claimOf(node, claims), line: lineOf(node) }] : [];
        if (node.children.length === 0) return run(`:${node.name}`);
        return node.children.flatMap((child) => read(child, [...within, ...claim]));
      }
      default:
        return "children" in node ? node.children.flatMap((child) => read(child as Nodes, within)) : [];
    }
  };
  return read;
}

/** The full name of the claim that a sentence makes. */
function claimOf({ attributes }: TextDirective, names: readonly string[]): string {
  const parts = [attributes?.id, attributes?.class?.replaceAll(" ", ".")];
  const name = parts.filter(Boolean).join(".");
  return names.includes(name) ? name : (names.find((each) => each.endsWith(`.${name}`)) ?? name);
}

function written(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === "string" ? piece : `^${piece.raised}`)).join("");
}

function lineOf({ position }: Nodes): number {
  return position?.start.line ?? 1;
}

/** Stands for a number where sentences are told apart: like a capital, it may begin one. */
const placeholder = "X";
const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

function sentencesOf(runs: readonly Run[], file: string): readonly ReadSentence[] {
  const text = runs.map(({ content }) => (typeof content === "string" ? content : placeholder)).join("");
  // The end of a line, where the source is broken, would end a sentence
  return Array.from(segmenter.segment(text.replace(/\s/g, " ")), ({ index, segment }) =>
    sentenceOf(runs, index, index + segment.length, file),
  ).filter(({ pieces }) => pieces.length > 0);
}

/** The sentence between two offsets in the text of the runs. */
function sentenceOf(runs: readonly Run[], start: number, end: number, file: string): ReadSentence {
  const pieces: (string | BoundNumber)[] = [];
  const claims = new Set<MadeClaim>();
  let line: number | undefined;
  let offset = 0;
  for (const run of runs) {
    const { content } = run;
    const length = typeof content === "string" ? content.length : placeholder.length;
    const [from, to] = [Math.max(start - offset, 0), Math.min(end - offset, length)];
    offset += length;
    if (from >= to) continue;
    const part = typeof content === "string" ? content.slice(from, to) : content;
    const first = typeof part === "string" ? part.search(/\S/) : 0;
    if (first >= 0) {
      const above = typeof content === "string" ? content.slice(0, from + first).split("\n").length - 1 : 0;
      line ??= run.line + above;
      for (const claim of run.claims) claims.add(claim);
    }
    append(pieces, part);
  }
  const trimmed = trim(pieces);
  const template = trimmed.map((piece) => (typeof piece === "string" ? piece : `⟦${piece.path}⟧`)).join("");
  return { file, line: line ?? 1, pieces: trimmed, claims: [...claims], template };
}

function append(pieces: (string | BoundNumber)[], part: string | BoundNumber): void {
  const last = pieces.at(-1);
  if (typeof part !== "string") pieces.push(part);
  else if (typeof last === "string") pieces[pieces.length - 1] = (last + part).replace(/\s+/g, " ");
  else pieces.push(part.replace(/\s+/g, " "));
}

function trim(pieces: readonly (string | BoundNumber)[]): readonly (string | BoundNumber)[] {
  return pieces
    .map((piece, i) => {
      if (typeof piece !== "string") return piece;
      const begun = i === 0 ? piece.trimStart() : piece;
      return i === pieces.length - 1 ? begun.trimEnd() : begun;
    })
    .filter((piece) => piece !== "");
}

/** A sentence as a report has it. */
export function told({ file, line, pieces, claims }: ReadSentence): Sentence {
  return {
    file,
    line,
    text: textOf(pieces),
    numbers: pieces.filter((piece) => typeof piece !== "string").map(({ path, text }) => ({ path, text })),
    claims: [...new Set(claims.map(({ name }) => name))],
  };
}

/** The sentence as it is printed. */
export function textOf(pieces: ReadSentence["pieces"]): string {
  return pieces.map((piece) => (typeof piece === "string" ? piece : piece.text)).join("");
}
