/** Loads a style sheet of the site once; resolves when it applies. */
export function styleSheet(href: string): Promise<void> {
  const known = loaded.get(href);
  if (known !== undefined) return known;
  const promise = new Promise<void>((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => reject(new Error("a style sheet could not be fetched")));
    document.head.append(link);
  });
  loaded.set(href, promise);
  return promise;
}

const loaded = new Map<string, Promise<void>>();
