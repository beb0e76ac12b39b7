/**
 * Lets text that follows a figure come before it where the figure will not fit on what is left of its page, so that
 * pages are full, as TeX does with its floats. A figure passes no heading, no other figure, and at most a few
 * paragraphs; a formula stays with the sentence that it is part of. Runs in the browser, laid out as wide as a page,
 * and so refers to nothing outside itself.
 *
 * Where pages end is reckoned, since a browser does not tell: an error costs white space, or moves a figure in vain.
 */
export function fillPages({ pageHeight }: { readonly pageHeight: number }): void {
  const prose = document.querySelector(".prose");
  if (prose === null) return;
  const mostPassed = 4;
  /** Less is not worth filling. */
  const leastRoom = 90;
  const roomAfterHeading = 70;

  const box = (element: Element) => element.getBoundingClientRect();
  const isFloat = (element: Element) => getComputedStyle(element).float !== "none";
  const isPassed = (element: Element) => element.matches("p, ul, ol, dl, blockquote, .equation, .note");

  let used = box(prose).top % pageHeight;
  let bottom = box(prose).top;

  const room = (element: Element) =>
    box(element).height + (used === 0 ? 0 : Math.max(0, box(element).top - bottom));
  const advance = (element: Element) => {
    if (isFloat(element)) return;
    const height = room(element);
    const needed = element.matches("h2, h3, h4") ? height + roomAfterHeading : height;
    const isWhole = element.matches("figure, .equation, h2, h3, h4");
    if (isWhole && used + needed > pageHeight) used = box(element).height;
    else used = (used + height) % pageHeight;
    bottom = box(element).bottom;
  };

  /** What can come before the figure next: a note with the text beside it, a sentence with its formulas. */
  const next = (figure: Element): readonly Element[] => {
    const group: Element[] = [];
    for (let element = figure.nextElementSibling; element !== null; element = element.nextElementSibling) {
      const last = group.at(-1);
      const belongs =
        last === undefined || isFloat(last) || last.matches(".equation") || element.matches(".equation");
      if (!belongs) return group;
      if (!isPassed(element)) return [];
      group.push(element);
    }
    return group;
  };

  for (const block of [...prose.children]) {
    for (let passed = 0; block.matches("figure") && passed < mostPassed; passed++) {
      const left = pageHeight - used;
      if (room(block) <= left || left < leastRoom || used === 0) break;
      const group = next(block);
      if (group.length === 0) break;
      block.before(...group);
      for (const element of group) advance(element);
    }
    if (block.previousElementSibling === null || box(block).top >= bottom - 1) advance(block);
  }
}
