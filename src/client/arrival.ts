/**
 * Where an article is long and the screen narrow, what is far from the screen is laid out after the beginning is seen: a
 * phone then shows a long paper sooner. `arriving`, a class of the root, says that not all of it is laid out yet; without
 * scripts all of it is from the start.
 */
const root = document.documentElement;
const arriving = "arriving";

/** How long blocks are laid out at a stretch, in milliseconds: part of a frame, so that a reader may scroll meanwhile. */
const stretch = 8;

/** Says that the page may arrive in parts, or that the script for the rest does not come; in the head, before there is a body. */
export function beginArrival(): void {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  // Who comes back, or comes for a place in the page, is taken there by its measure
  const isFresh = navigation?.type === "navigate" && !navigation.name.includes("#");
  if ("parts" in root.dataset && isFresh) root.classList.add(arriving);
  addEventListener("click", ({ target }) => {
    if ((target as Element).closest("a[href^='#']") !== null) root.classList.remove(arriving);
  });
  // What was on screen stays laid out, so that nothing above a reader changes its size
  const stay = (event: Event) => {
    const { target, skipped } = event as ContentVisibilityAutoStateChangeEvent;
    if (!skipped) (target as Element).classList.add("arrived");
  };
  addEventListener("contentvisibilityautostatechange", stay, true);
  // A script that does not come, and could not fetch what else there is to see
  addEventListener(
    "error",
    ({ target }) => {
      if (!(target instanceof HTMLScriptElement)) return;
      root.classList.remove(arriving);
      root.classList.add("unscripted");
    },
    true,
  );
}

/** Lays out the rest of the page, block by block while nothing else is to be done; resolves when all of it is. */
export function finishArrival(): Promise<void> {
  return new Promise((resolve) => {
    const blocks = [...document.querySelectorAll(".prose > *")];
    const some = () => {
      const begin = performance.now();
      while (blocks.length > 0 && root.classList.contains(arriving)) {
        if (performance.now() - begin > stretch) {
          requestIdleCallback(some);
          return;
        }
        // A few at a time: each layout looks at all that is there
        for (const block of blocks.splice(0, 4)) block.classList.add("arrived");
        root.getBoundingClientRect();
      }
      root.classList.remove(arriving);
      resolve();
    };
    // Not every browser tells when it is idle, and nobody waits for a page that is not seen
    if (!("requestIdleCallback" in window) || document.hidden) blocks.length = 0;
    if (blocks.length === 0 || !root.classList.contains(arriving)) some();
    // The second frame begins when the first is on its way to the screen
    else
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          fetchMathFonts();
          requestIdleCallback(some);
        }),
      );
  });
}

/** Asks for the fonts of formulas all at once, rather than for each when the first formula that needs it is laid out. */
function fetchMathFonts(): void {
  if (document.querySelector(".katex") === null) return;
  for (const face of document.fonts) {
    // One that does not come is asked for again by what needs it
    if (face.family.includes("KaTeX")) face.load().catch(() => {});
  }
}
