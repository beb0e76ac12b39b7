/** Long enough not to flash at a pointer that passes, or to vanish before it has come over to the card. */
const [showAfter, hideAfter] = [150, 250];
/** CSS pixels between a link and its card, and between the card and the edge of the window. */
const [gap, margin] = [6, 12];

/** Cross references and the numbers of footnotes. */
const previewed = ":is(.ref, [data-footnote-ref])";

/**
 * Shows what a cross reference or the number of a footnote points at, in a card beside the link, while the pointer rests on the link or on the card, or
 * while the keyboard's focus is on the link. The card is cloned from the page. Touch follows the link.
 */
export function previews(): void {
  const card = document.createElement("div");
  card.className = "preview";
  // It repeats what is a link away; to those who hear the page it would be noise
  card.ariaHidden = "true";
  let link: HTMLAnchorElement | undefined;
  let timer = 0;
  const later = (delay: number, act: () => void) => {
    clearTimeout(timer);
    timer = window.setTimeout(act, delay);
  };
  const hide = () => {
    clearTimeout(timer);
    card.remove();
    link = undefined;
  };
  const show = (from: HTMLAnchorElement) => {
    clearTimeout(timer);
    const content = contentOf(document.getElementById(decodeURIComponent(from.hash.slice(1))));
    const [box] = from.getClientRects();
    if (content === undefined || box === undefined) return hide();
    link = from;
    card.replaceChildren(content);
    document.body.append(card);
    place(card, box);
  };

  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch" || !(target instanceof Element)) return;
    const from = target.closest<HTMLAnchorElement>(`a${previewed}`);
    if (card.contains(target) || (from !== null && from === link)) clearTimeout(timer);
    else if (from !== null) later(showAfter, () => show(from));
    else if (link === undefined || !link.matches(":focus-visible")) later(hideAfter, hide);
  });
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLAnchorElement && target.matches(`${previewed}:focus-visible`)) show(target);
  });
  document.addEventListener("focusout", hide);
  document.addEventListener("click", hide);
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") hide();
  });
}

/** What is worth a glance of a figure, a table, an equation, a note or a section; undefined when the page has no such thing. */
function contentOf(target: Element | null): Element | undefined {
  if (target === null) return undefined;
  const content = document.createElement("div");
  content.inert = true;
  content.append(...partsOf(target).map(copyOf));
  return content;
}

function partsOf(target: Element): readonly Element[] {
  const caption = target.querySelector("figcaption p");
  if (caption !== null) {
    const drawing = [...target.querySelectorAll(".plot svg:not(.due), .plot img, .table")].find(
      (each) => each.getClientRects().length > 0,
    );
    return [drawing?.closest("picture") ?? drawing, caption].filter((part) => part !== undefined);
  }
  if (target.tagName === "LI") return [...target.children];
  if (!/^H\d$/.test(target.tagName)) return [target];
  let text = target.nextElementSibling;
  while (text !== null && !/^(P|H\d)$/.test(text.tagName)) text = text.nextElementSibling;
  return text?.tagName === "P" ? [target, text] : [target];
}

function copyOf(part: Element): Element {
  const copy = part.cloneNode(true) as Element;
  for (const extra of copy.querySelectorAll(".card, .claim-mark, [data-footnote-backref]")) extra.remove();
  // What an SVG refers to by id it finds in the original
  for (const named of [copy, ...copy.querySelectorAll("[id]")]) named.removeAttribute("id");
  const title = copy.querySelector(":scope > .figure-number ~ strong");
  while (title?.nextSibling) title.nextSibling.remove();
  return copy;
}

/** Below the link, or above where there is no room below. */
function place(card: HTMLElement, { left, top, bottom }: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = card;
  const room = document.documentElement.clientWidth - width - margin;
  const below = bottom + gap + height < innerHeight || top < height + gap;
  // Set through the object model, which a policy against inline styles permits
  card.style.left = `${scrollX + Math.max(margin, Math.min(left, room))}px`;
  card.style.top = `${scrollY + (below ? bottom + gap : top - gap - height)}px`;
}
