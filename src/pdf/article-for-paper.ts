/**
 * Changes an article's page into what is to be printed; runs in the browser, and so refers to nothing outside itself.
 *
 * - Parts for the screen go, which print styles hide anyway: each would be considered again for every page.
 * - Formulas are there twice, as MathML for screen readers and as positioned text for the eye. In a PDF the first would
 *   be invisible text, so it goes; what it said is in the name that `speakFormulas` has given the second.
 * - Headings are no links to themselves. Figures are groups of a drawing, which has a name, and a caption, which has none.
 * - What is folded unfolds; drawings come into the page, as they do on a screen, and pictures load at once.
 * - Links to other pages lead to where the site is published, or are plain text when that is not known.
 */
export async function articleForPaper({
  root,
  known,
}: {
  readonly root: string;
  readonly known: boolean;
}): Promise<void> {
  const here = document.location.href.replace(/#.*$/, "");
  const screenOnly =
    "script, noscript, .skip, .site-header, .contents, .contents-folded, .plot-narrow, .figure-tools, .card, .evidence, .live, .katex-mathml, [data-footnote-backref], button, input, select, [hidden]";
  for (const element of document.querySelectorAll(screenOnly)) element.remove();
  for (const link of document.querySelectorAll(".permalink")) link.replaceWith(...link.childNodes);
  for (const formula of document.querySelectorAll(".katex-html")) formula.removeAttribute("aria-hidden");
  for (const figure of document.querySelectorAll("figure")) figure.setAttribute("role", "group");
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[href]")) {
    const [address = "", anchor] = link.href.split("#");
    if (address === here && anchor !== undefined) link.setAttribute("href", `#${anchor}`);
    else if (!known && link.href.startsWith(root)) link.removeAttribute("href");
  }
  const due = Array.from(document.querySelectorAll<SVGElement>(".due"), async (room) => {
    const response = await fetch(room.dataset.drawing ?? "");
    room.nextElementSibling?.remove();
    room.outerHTML = await response.text();
  });
  await Promise.all(due);
  const pictures = [...document.images];
  for (const picture of pictures) picture.loading = "eager";
  await Promise.all(pictures.map((picture) => picture.decode()));
}
