import type { YScale } from "../../figures/define.ts";
import type { Zoom } from "./zoom.ts";

interface Given {
  readonly scales: readonly YScale[];
  readonly zoom: Zoom | undefined;
  chosen(): YScale | undefined;
  choose(scale: YScale): Promise<void>;
}

const words: Readonly<Record<YScale, string>> = { linear: "Linear", log: "Log" };

/** Buttons over a figure's corner: a choice of scales, and zooming; undefined where there is nothing to press. */
export function tools({ scales, zoom, chosen, choose }: Given): HTMLElement | undefined {
  if (scales.length === 0 && zoom === undefined) return undefined;
  const bar = document.createElement("div");
  bar.className = "explore-tools";
  const choices = scales.map((scale) => {
    const choice = button(words[scale], `${words[scale]} scale`);
    choice.addEventListener("click", async () => {
      await choose(scale);
      update();
    });
    return { scale, choice };
  });
  const update = () => {
    for (const { scale, choice } of choices) choice.ariaPressed = String(scale === chosen());
  };
  update();
  bar.append(...choices.map(({ choice }) => choice));
  if (zoom !== undefined) {
    const actions = [
      ["+", "Zoom in", () => zoom.by(0.5)],
      ["−", "Zoom out", () => zoom.by(2)],
      ["Reset", "Show all", () => zoom.reset()],
    ] as const;
    for (const [text, label, act] of actions) {
      const control = button(text, label);
      control.addEventListener("click", act);
      bar.append(control);
    }
  }
  return bar;
}

function button(text: string, label: string): HTMLButtonElement {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = text;
  element.ariaLabel = label;
  return element;
}
