import { arrived } from "./drawings.ts";

/** How long a pointer rests on a figure before it counts as interest, in milliseconds. */
const rest = 60;

/**
 * Lets figures answer those who point at them, tap them or reach them by keyboard. Until then a figure is the drawing that
 * came with the page; what makes it answer is fetched at that moment.
 */
export function explorableFigures(): void {
  for (const plot of document.querySelectorAll<HTMLElement>("figure.figure > .plot")) {
    plot.tabIndex = 0;
    plot.role = "group";
    plot.ariaLabel = `${plot.closest("figure")?.querySelector(".figure-number")?.textContent ?? "Figure"} Explore its values with the arrow keys`;
    const engage = (event?: Event) => {
      const due = [...plot.querySelectorAll(".due")].filter((each) => each.getClientRects().length > 0);
      Promise.all([import("./explore/figure.ts"), ...due.map(arrived)])
        .then(([{ explore }]) => explore(plot, event))
        .catch(() => {});
    };
    let timer = 0;
    plot.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "mouse") timer = window.setTimeout(engage, rest);
    });
    plot.addEventListener("pointerleave", () => clearTimeout(timer));
    plot.addEventListener("click", engage);
    plot.addEventListener("focus", engage);
  }
}
