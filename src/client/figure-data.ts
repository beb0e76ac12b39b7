/**
 * Shows a figure's data below it, taken from the figure's page when they are first asked for. Without this, and when the
 * page cannot be fetched, the control is what it looks like: a link to that page.
 */
export function figureData(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".figure-data")) {
    link.role = "button";
    link.ariaExpanded = "false";
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      toggle(link).catch(() => location.assign(link.href));
    });
    link.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      link.click();
    });
  }
}

async function toggle(link: HTMLAnchorElement): Promise<void> {
  const shown = link.nextElementSibling;
  const open = link.ariaExpanded !== "true";
  link.ariaExpanded = String(open);
  if (shown?.matches(".table")) shown.toggleAttribute("hidden", !open);
  else if (open) link.after(await table(link.href));
}

async function table(page: string): Promise<Element> {
  const response = await fetch(page);
  if (!response.ok) throw new Error(response.statusText);
  const { body } = new DOMParser().parseFromString(await response.text(), "text/html");
  const found = body.querySelector("#data ~ .table");
  if (found === null) throw new Error("there is no table");
  return found;
}
