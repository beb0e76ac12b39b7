import { finishArrival } from "./arrival.ts";

/**
 * Fetches the drawings that are not part of the page, once the page itself has come with its fonts: the nearest first, and
 * of each figure the layout that is on screen. Where this does not run, and for a drawing that does not come, a picture is
 * seen instead.
 */
export function drawings(): void {
  // Wherever on the page: told of what is shown, and told again when another layout is
  const shown = new IntersectionObserver(
    (entries) => {
      const near = ({ boundingClientRect: { top, bottom } }: IntersectionObserverEntry) =>
        Math.max(top - innerHeight, -bottom);
      for (const { target } of entries
        .filter((each) => each.isIntersecting)
        .sort((a, b) => near(a) - near(b))) {
        shown.unobserve(target);
        arrived(target);
      }
    },
    { rootMargin: "9999999px" },
  );
  const start = () => {
    for (const due of document.querySelectorAll(".due")) shown.observe(due);
  };
  const whenIdle = () => {
    // Not every browser tells when it is
    if ("requestIdleCallback" in window) requestIdleCallback(start, { timeout: 1000 });
    else setTimeout(start, 100);
  };
  const loaded = () => document.fonts.ready.then(finishArrival).then(whenIdle);
  if (document.readyState === "complete") loaded();
  else addEventListener("load", loaded);
}

const coming = new WeakMap<Element, Promise<void>>();

/** Puts a drawing where its room is; resolves when it is there, or when its picture is seen instead. */
export function arrived(due: Element): Promise<void> {
  let promise = coming.get(due);
  if (promise === undefined) {
    promise = drawingOf(due).then(
      (drawing) => {
        due.nextElementSibling?.remove();
        due.replaceWith(drawing);
      },
      () => due.remove(),
    );
    coming.set(due, promise);
  }
  return promise;
}

async function drawingOf(due: Element): Promise<Element> {
  const response = await fetch(due.getAttribute("data-drawing") ?? "");
  if (!response.ok) throw new Error(response.statusText);
  const { documentElement } = new DOMParser().parseFromString(await response.text(), "image/svg+xml");
  if (documentElement.localName !== "svg") throw new Error("this is no drawing");
  return document.importNode(documentElement, true);
}
