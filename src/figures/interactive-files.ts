import type { Layout, YScale } from "./define.ts";
import type { InteractiveDrawing } from "./interactive.ts";

/** What a reader's browser fetches of a figure that it is to make interactive. */
export interface ExplorableDrawing extends InteractiveDrawing {
  /** The scales that readers may switch between, the one drawn first; empty for a figure with no choice. */
  readonly scales: readonly YScale[];
}

type Drawings = Readonly<
  Record<Layout["size"], readonly (InteractiveDrawing & { readonly scale?: YScale })[]>
>;

/** Where a drawing stands beside its figure's other files, after the figure's id and a dot. */
export function interactiveFile(size: Layout["size"], scale?: YScale): string {
  return scale === undefined ? `${size}.vega.json` : `${size}.${scale}.vega.json`;
}

/** The files of a figure's interactive drawings, by what follows its id and a dot. */
export function interactiveFiles(drawings: Drawings): readonly (readonly [string, ExplorableDrawing])[] {
  return (["wide", "narrow"] as const).flatMap((size) => {
    const scales = drawings[size].flatMap(({ scale }) => scale ?? []);
    return drawings[size].map(({ scale, ...drawing }, i) => {
      const address = interactiveFile(size, i === 0 ? undefined : scale);
      return [address, { ...drawing, scales }] as const;
    });
  });
}
