/**
 * The choice of light or dark, on every page. It is made in the head, before anything is drawn, so that no page appears in
 * the wrong colours; without scripts, the system's preference holds and there is no switch.
 */
type Theme = "system" | "light" | "dark";

/** Which screens get the dark drawing of a figure that is a file, instead of the light one; paper never does. */
const darkDrawing: Readonly<Record<Theme, string>> = {
  system: "screen and (prefers-color-scheme: dark)",
  light: "not all",
  dark: "screen",
};
const root = document.documentElement;
const prefers = (feature: string) => matchMedia(`(${feature})`).matches;

function remembered(): Theme {
  try {
    const { theme } = localStorage;
    // Whoever forces colours has chosen already
    if ((theme === "light" || theme === "dark") && !prefers("forced-colors: active")) return theme;
  } catch {} // Storage may be forbidden; a choice is then good for one page
  return "system";
}

function show(theme: Theme): void {
  root.dataset.theme = theme;
  for (const source of document.querySelectorAll<HTMLSourceElement>("picture > source")) {
    if (source.media !== darkDrawing[theme]) source.media = darkDrawing[theme];
  }
}

/** Shows what was chosen, and listens for another choice. */
export function themes(): void {
  const showRemembered = () => show(remembered());
  showRemembered();
  // Pictures are told as they arrive, before they are fetched
  const arriving = new MutationObserver(showRemembered);
  if (root.dataset.theme !== "system") arriving.observe(root, { childList: true, subtree: true });
  addEventListener("DOMContentLoaded", () => arriving.disconnect());
  // Chosen in another tab, or on a page that the reader comes back from
  for (const event of ["storage", "pageshow"]) addEventListener(event, showRemembered);
  addEventListener("click", ({ target }) => {
    if ((target as Element).closest(".theme") === null) return;
    // The first press changes what is seen
    const inTurn: Theme[] = prefers("prefers-color-scheme: dark") ? ["light", "dark"] : ["dark", "light"];
    const next = inTurn[inTurn.indexOf(root.dataset.theme as Theme) + 1] ?? "system";
    show(next);
    try {
      localStorage.theme = next;
    } catch {}
  });
}
