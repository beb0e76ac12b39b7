import { dodgeValues } from "reprise";
import type { Mark, Panel } from "./panels.ts";
import { text } from "./series.ts";

export interface EndText {
  readonly words: string;
  readonly colour: string;
  readonly x: number;
  readonly mean: number;
}

/** Texts to the right of the ends of curves, moved to stand at least `gap` pixels apart. */
export function endTexts(ends: readonly EndText[], { y, height }: Panel, gap = 16): Mark[] {
  const placed = dodgeValues(
    ends.map(({ mean }) => mean),
    { type: y.type, domain: y.domain, length: height },
    gap,
  );
  return ends.map(({ words, colour, x }, i) => text(words, x, placed[i] as number, { colour, dx: 7 }));
}
