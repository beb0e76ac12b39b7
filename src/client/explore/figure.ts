import type { Layout, YScale } from "../../figures/define.ts";
import { type ExplorableDrawing, interactiveFile } from "../../figures/interactive-files.ts";
import styles from "../../styles/explore.css?url";
import { styleSheet } from "../style-sheet.ts";
import { type Explored, exploreDrawing } from "./drawing.ts";

/** The figures that answer, by the element of one of their layouts. */
const explored = new WeakMap<HTMLElement, Promise<Explored>>();

/**
 * Makes the layout of a figure that is on screen answer pointer, touch and keyboard: the drawing that came with the page is
 * replaced by the same drawing, made here.
 *
 * @param event what engaged the figure, and is answered once it is ready
 */
export async function explore(plot: HTMLElement, event: Event | undefined): Promise<void> {
  const layouts = ["wide", "narrow"] as const;
  const size = layouts.find((name) => (layoutOf(plot, name)?.getClientRects().length ?? 0) > 0);
  const layout = size && layoutOf(plot, size);
  const id = plot.closest("figure")?.id;
  if (size === undefined || !layout || id === undefined) return;
  const known = explored.get(layout);
  if (known !== undefined) return;
  const started = performance.now();
  const ready = start(plot, layout, id, size);
  explored.set(layout, ready);
  try {
    const drawing = await ready;
    plot.dataset.ready = String(Math.round(performance.now() - started));
    if (event !== undefined) drawing.answer(event);
  } catch {
    // The page is as it was, and may be asked again
    explored.delete(layout);
  }
}

function layoutOf(plot: HTMLElement, size: Layout["size"]): HTMLElement | null {
  return plot.querySelector<HTMLElement>(`:scope > .plot-${size}`);
}

async function start(
  plot: HTMLElement,
  layout: HTMLElement,
  id: string,
  size: Layout["size"],
): Promise<Explored> {
  const load = async (scale?: YScale): Promise<ExplorableDrawing> => {
    const address = `figures/${id}.${interactiveFile(size, scale)}`;
    const response = await fetch(new URL(address, location.href));
    if (!response.ok) throw new Error(response.statusText);
    return (await response.json()) as ExplorableDrawing;
  };
  const [drawing, { draw }] = await Promise.all([load(), import("./vega.ts"), styleSheet(styles)]);
  await document.fonts.ready;
  return exploreDrawing({ plot, layout, drawing, draw, load });
}
