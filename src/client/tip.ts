import styles from "../styles/tip.css?url";
import { styleSheet } from "./style-sheet.ts";
import { richHtml } from "./svg.ts";

export interface TipRow {
  readonly label: string;
  readonly value: string;
  /** A name of the palette, for a swatch before the label. */
  readonly colour?: string | undefined;
  readonly strong?: boolean;
}

export interface Tip {
  /** Shows rows of values beside a place on the screen, in CSS pixels of the viewport. */
  show(
    place: { readonly left: number; readonly top: number },
    heading: string,
    rows: readonly TipRow[],
  ): void;
  hide(): void;
}

/**
 * A small table of values that follows the pointer. It is text only, spoken politely, and never under the pointer, so that
 * it cannot be in its way.
 */
export function tip(): Tip {
  const element = document.createElement("div");
  element.className = "tip";
  element.hidden = true;
  element.setAttribute("role", "status");
  // The place it belongs to moves away under it
  addEventListener(
    "scroll",
    () => {
      element.hidden = true;
    },
    { passive: true },
  );
  void styleSheet(styles).then(() => document.body.append(element));
  return {
    show(place, heading, rows) {
      const title = document.createElement("p");
      title.append(...richHtml(heading));
      element.replaceChildren(title, ...rows.map(line));
      element.hidden = false;
      const { width, height } = element.getBoundingClientRect();
      const room = document.documentElement.clientWidth;
      // On a narrow screen it would cover the curve beside the place, and stands above it instead
      const isBeside = room >= 500;
      const isRight = place.left + 14 + width < room;
      const beside = isRight ? place.left + 14 : place.left - 14 - width;
      const left = Math.max(4, Math.min(isBeside ? beside : place.left - width / 2, room - width - 4));
      const above = place.top - height - 10 < 4 ? place.top + 36 : place.top - height - 10;
      const top = isBeside ? Math.min(Math.max(4, place.top), innerHeight - height - 4) : above;
      // The element is fixed: set through the object model, which a policy against inline styles permits
      element.style.translate = `${Math.round(left)}px ${Math.round(top)}px`;
    },
    hide() {
      element.hidden = true;
    },
  };
}

function line({ label, value, colour, strong = false }: TipRow): HTMLElement {
  const row = document.createElement("p");
  if (colour !== undefined) {
    const swatch = document.createElement("span");
    swatch.className = "tip-swatch";
    swatch.style.background = `var(--${colour})`;
    row.append(swatch);
  }
  const name = document.createElement("span");
  name.append(...richHtml(label));
  const number = document.createElement(strong ? "strong" : "span");
  number.className = "tip-value";
  number.append(...richHtml(value));
  row.append(name, " ", number);
  return row;
}
