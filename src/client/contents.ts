/** Share of the window's height above which a section counts as reached: about where eyes rest. */
const line = 0.3;

/** Marks in the tables of contents which section is on screen, and keeps that entry in view beside the text. */
export function contents(): void {
  const links = new Map<string, HTMLAnchorElement[]>();
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".contents-list a")) {
    const id = decodeURIComponent(link.hash.slice(1));
    links.set(id, [...(links.get(id) ?? []), link]);
  }
  const headings = [...links.keys()].flatMap((id) => document.getElementById(id) ?? []);
  const passed = new Set<Element>();
  let current: string | undefined;
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) passed.add(target);
        else passed.delete(target);
      }
      const id = headings.findLast((heading) => passed.has(heading))?.id;
      if (id === current) return;
      for (const link of links.get(current ?? "") ?? []) link.ariaCurrent = null;
      current = id;
      for (const link of links.get(id ?? "") ?? []) {
        link.ariaCurrent = "location";
        keepInView(link);
      }
    },
    // All of the page above the line, so that no jump is long enough to be missed
    { rootMargin: `9999999px 0px -${100 * (1 - line)}%` },
  );
  for (const heading of headings) observer.observe(heading);
}

/** Scrolls the list alone, which may be taller than the window, never the page. */
function keepInView(link: HTMLElement): void {
  const list = link.closest("nav");
  if (list === null || list.scrollHeight <= list.clientHeight) return;
  const [entry, box] = [link.getBoundingClientRect(), list.getBoundingClientRect()];
  const margin = 3 * entry.height;
  if (entry.top < box.top + margin) list.scrollTop -= box.top + margin - entry.top;
  else if (entry.bottom > box.bottom - margin) list.scrollTop += entry.bottom - box.bottom + margin;
}
