import type { Control } from "../../live/define.ts";
import type { LiveDocument } from "../../live/document.ts";
import { spoken } from "../numbers.ts";
import { backendNames, backendTitles } from "./protocol.ts";
import { applies, type Choice } from "./settings.ts";

export interface ControlPanel {
  readonly element: HTMLElement;
  read(): Choice;
  write(choice: Choice): void;
}

/** A form with everything that a reader may set; `changed` is called after each change of theirs. */
export function controlPanel(document: LiveDocument, start: Choice, changed: () => void): ControlPanel {
  const form = window.document.createElement("form");
  form.className = "live-controls";
  form.addEventListener("submit", (event) => event.preventDefault());
  const fields = new Map(
    Object.entries(document.controls).map(([name, control]) => [
      name,
      field(`live-${document.experiment}-${name}`, control),
    ]),
  );
  const seed = numberField(`live-${document.experiment}-seed`, "Seed");
  const on = choiceField(
    `live-${document.experiment}-on`,
    "Computes with",
    [
      { value: "auto", label: "the fastest at hand" },
      ...backendNames.map((name) => ({ value: name, label: backendTitles[name] })),
    ],
    false,
  );
  form.append(...[...fields.values(), seed, on].map(({ element }) => element));

  const read = (): Choice => ({
    settings: Object.fromEntries(
      [...fields].map(([name, { read: value }]) => [name, value()]),
    ) as Choice["settings"],
    seed: Number(seed.read()),
    backend: on.read() as Choice["backend"],
  });
  const reveal = () => {
    const { settings } = read();
    for (const [name, { element }] of fields) {
      element.hidden = !applies(document.controls[name] as Control, settings);
    }
  };
  const write = (choice: Choice) => {
    for (const [name, { write: set }] of fields) set(choice.settings[name] as string | number);
    seed.write(choice.seed);
    on.write(choice.backend);
    reveal();
  };
  form.addEventListener("input", () => {
    reveal();
    changed();
  });
  write(start);
  return { element: form, read, write };
}

interface Field {
  readonly element: HTMLElement;
  read(): string | number;
  write(value: string | number): void;
}

function field(id: string, control: Control): Field {
  if (control.kind === "choice")
    return choiceField(id, control.label, control.options, control.options.length <= 3);
  const values = control.kind === "stops" ? control.stops : steps(control);
  return slider(id, control.label, values);
}

/** All values of a range, rounded as its step is written. */
function steps({ min, max, step }: Extract<Control, { kind: "range" }>): readonly number[] {
  return Array.from({ length: Math.round((max - min) / step) + 1 }, (_, i) =>
    Number((min + i * step).toPrecision(12)),
  );
}

/** A slider over a list of numbers, which says the number it stands at. */
function slider(id: string, label: string, values: readonly number[]): Field {
  const element = group();
  const input = make("input", { type: "range", id, min: "0", max: String(values.length - 1), step: "1" });
  const output = make("output", { for: id });
  element.append(named(id, label, output), input);
  const update = () => {
    const text = spoken(values[Number(input.value)] ?? 0);
    output.textContent = text;
    input.setAttribute("aria-valuetext", text);
  };
  input.addEventListener("input", update);
  return {
    element,
    read: () => values[Number(input.value)] as number,
    write(value) {
      const near = (candidate: number) => Math.abs(candidate - Number(value));
      const best = values.reduce((a, b) => (near(b) < near(a) ? b : a));
      input.value = String(values.indexOf(best));
      update();
    },
  };
}

/** A few alternatives side by side, or a menu of them. */
function choiceField(
  id: string,
  label: string,
  options: readonly { readonly value: string; readonly label: string }[],
  beside: boolean,
): Field {
  if (!beside) {
    const element = group();
    const select = make("select", { id });
    select.append(...options.map((option) => new Option(option.label, option.value)));
    element.append(named(id, label), select);
    return {
      element,
      read: () => select.value,
      write(value) {
        select.value = String(value);
      },
    };
  }
  const element = make("fieldset", { class: "live-field" });
  const legend = make("legend", {});
  legend.textContent = label;
  const row = make("div", { class: "live-options" });
  const inputs = options.map((option) => {
    const input = make("input", { type: "radio", name: id, value: option.value });
    const text = make("label", {});
    text.append(input, option.label);
    row.append(text);
    return input;
  });
  element.append(legend, row);
  return {
    element,
    read: () => inputs.find(({ checked }) => checked)?.value ?? "",
    write(value) {
      for (const input of inputs) input.checked = input.value === value;
    },
  };
}

function numberField(id: string, label: string): Field {
  const element = group();
  const input = make("input", { type: "number", id, min: "0", step: "1", inputmode: "numeric" });
  let last = 0;
  element.append(named(id, label), input);
  return {
    element,
    // A field left empty keeps what it was
    read: () => (input.value !== "" && input.validity.valid ? Number(input.value) : last),
    write(value) {
      last = Number(value);
      input.value = String(value);
    },
  };
}

function group(): HTMLElement {
  return make("div", { class: "live-field" });
}

function named(id: string, text: string, output?: HTMLElement): HTMLLabelElement {
  const label = make("label", { for: id });
  label.append(text, ...(output === undefined ? [] : [" ", output]));
  return label;
}

function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>>,
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
