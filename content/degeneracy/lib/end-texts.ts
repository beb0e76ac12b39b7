import { dodgeValues } from "reprise";
import type { Mark, Panel } from "./panels.ts";
import { text } from "./series.ts";

export interface EndText {
  readonly words: string;
  readonly colour: string;
  readonly x: number;
  readonly mean: number;
}

/** Texts to the right of the ends of curves, moved apart where they would collide. */
export function endTexts(ends: readonly EndText[], { y, height }: Panel): Mark[] {
  const placed = dodgeValues(
    ends.map(({ mean }) => mean),
    { type: y.type, domain: y.domain, length: height },
    16,
  );
  return ends.map(({ words, colour, x }, i) => text(words, x, placed[i] as number, { colour, dx: 7 }));
}
