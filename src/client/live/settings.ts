import type { Control, Settings } from "../../live/define.ts";
import type { LiveDocument } from "../../live/document.ts";
import { type BackendName, backendNames } from "./protocol.ts";

/** Everything that a run depends on, and that a link to it carries. */
export interface Choice {
  readonly settings: Settings;
  readonly seed: number;
  readonly backend: BackendName | "auto";
}

/** The published settings. */
export function published({ settings, seed }: LiveDocument): Choice {
  return { settings, seed, backend: "auto" };
}

/** Parameters of a link: the experiment, and what differs from the published run. */
export function toSearch(choice: Choice, document: LiveDocument): URLSearchParams {
  const search = new URLSearchParams({ live: document.experiment });
  for (const [name, value] of Object.entries(choice.settings)) {
    if (value !== document.settings[name]) search.set(name, String(value));
  }
  if (choice.seed !== document.seed) search.set("seed", String(choice.seed));
  if (choice.backend !== "auto") search.set("on", choice.backend);
  return search;
}

/** The choice that a link carries; whatever it says that no control offers is passed over. */
export function fromSearch(search: URLSearchParams, document: LiveDocument): Choice {
  const start = published(document);
  if (search.get("live") !== document.experiment) return start;
  const settings = Object.fromEntries(
    Object.entries(document.controls).map(([name, control]) => [
      name,
      offered(control, search.get(name)) ?? start.settings[name],
    ]),
  ) as Settings;
  const seed = Number(search.get("seed") ?? Number.NaN);
  const on = search.get("on");
  return {
    settings,
    seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : start.seed,
    backend: backendNames.find((name) => name === on) ?? "auto",
  };
}

/** The value of a control that this text names, if there is one. */
function offered(control: Control, text: string | null): number | string | undefined {
  if (text === null || text === "") return undefined;
  if (control.kind === "choice") return control.options.find(({ value }) => value === text)?.value;
  const number = Number(text);
  if (control.kind === "stops") return control.stops.find((stop) => stop === number);
  return number >= control.min && number <= control.max ? number : undefined;
}

/** Whether a control is shown, as others stand. */
export function applies({ when = {} }: Control, settings: Settings): boolean {
  return Object.entries(when).every(([name, values]) => values.includes(settings[name] as string | number));
}

/** Whether a curve was made with settings like these, as far as they were told apart. */
export function matches(made: Partial<Settings>, settings: Settings): boolean {
  return Object.entries(made).every(([name, value]) => settings[name] === value);
}
