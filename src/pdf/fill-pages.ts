/**
 * Moves figures that leave white where a page ends, so that pages are full, as TeX does with its floats: text that follows
 * a figure may come before it, or the figure before text that it follows, if both are on one page. A figure passes no
 * heading and no other figure, and at most a few paragraphs; a formula stays with the sentence that it is part of, and a
 * note with the text beside it. Runs in the browser with the styles of print, and so refers to nothing outside itself.
 *
 * Pages are laid out as columns of their size, since a browser breaks both in the same way and tells of columns only.
 */
export function fillPages({
  pageWidth,
  pageHeight,
}: {
  readonly pageWidth: number;
  readonly pageHeight: number;
}): void {
  const prose = document.querySelector(".prose");
  if (prose === null) return;
  const mostPassed = 4;
  /** Of three lines; less white is not worth a move. */
  const leastGap = 58;
  const gutter = 100;
  const { style } = document.body;
  const columns: readonly (readonly [name: string, value: string])[] = [
    ["margin", "0"],
    ["width", `${pageWidth}px`],
    ["height", `${pageHeight}px`],
    ["columns", `${pageWidth}px`],
    ["column-gap", `${gutter}px`],
    ["column-fill", "auto"],
  ];
  for (const [name, value] of columns) style.setProperty(name, value, "important");

  const isInFlow = (element: Element) =>
    element.getClientRects().length > 0 && getComputedStyle(element).float === "none";
  const isPassed = (element: Element) => element.matches("p, ul, ol, dl, blockquote, .equation, .note");
  /** Where an element starts and ends: of each, the page, and the distance from its top. */
  const placeOf = (element: Element) => {
    const { left, top } = document.body.getBoundingClientRect();
    const parts = [...element.getClientRects()];
    const pageOf = (part: DOMRect | undefined) =>
      part === undefined ? 0 : Math.floor((part.left - left + gutter / 2) / (pageWidth + gutter));
    const last = parts.at(-1);
    return {
      page: pageOf(parts[0]),
      top: (parts[0]?.top ?? top) - top,
      endPage: pageOf(last),
      bottom: (last?.bottom ?? top) - top,
    };
  };
  /** White between a figure and the text before it, or between that text and the end of its page. */
  const gapBefore = (figure: Element): number => {
    let previous = figure.previousElementSibling;
    while (previous !== null && !isInFlow(previous)) previous = previous.previousElementSibling;
    if (previous === null) return 0;
    const end = placeOf(previous);
    const start = placeOf(figure);
    return start.page > end.endPage ? pageHeight - end.bottom : start.top - end.bottom;
  };
  /** Whether a figure may stand between two elements. */
  const mayPart = (above: Element | null, below: Element | null) =>
    above !== null &&
    !above.matches("h2, h3, h4, .equation") &&
    !(below?.matches(".equation") ?? false) &&
    (isInFlow(above) || !above.matches(".note"));

  /** Places for a figure by the element that it would follow, nearest first. */
  const placesBelow = (figure: Element): readonly Element[] => {
    const places: Element[] = [];
    let element = figure.nextElementSibling;
    while (element !== null && isPassed(element) && places.length < mostPassed) {
      if (mayPart(element, element.nextElementSibling)) places.push(element);
      element = element.nextElementSibling;
    }
    return places;
  };
  const placesAbove = (figure: Element): readonly Element[] => {
    const places: Element[] = [];
    let element = figure.previousElementSibling;
    while (element !== null && isPassed(element) && places.length < mostPassed) {
      const above = element.previousElementSibling;
      if (above !== null && mayPart(above, element)) places.push(above);
      element = above;
    }
    return places;
  };

  for (const figure of prose.querySelectorAll(":scope > figure")) {
    if (!isInFlow(figure)) continue;
    const home = figure.previousElementSibling;
    let least = gapBefore(figure);
    if (home === null || least < leastGap) continue;
    let best = home;
    for (const place of placesBelow(figure)) {
      place.after(figure);
      const gap = gapBefore(figure);
      if (gap < least) [least, best] = [gap, place];
      if (least < leastGap) break;
    }
    home.after(figure);
    if (least >= leastGap) {
      for (const place of placesAbove(figure)) {
        const passed = place.nextElementSibling;
        place.after(figure);
        const gap = gapBefore(figure);
        const isNear = passed !== null && placeOf(passed).page === placeOf(figure).page;
        if (isNear && gap < least) [least, best] = [gap, place];
        if (least < leastGap) break;
      }
    }
    best.after(figure);
  }
  for (const [name] of columns) style.removeProperty(name);
}
