/** One colour in the two modes. The light value is what print and downloads use. */
export interface Colour {
  readonly light: string;
  readonly dark: string;
}

/**
 * The colours of pages and figures, by the name of their CSS variable. Hues follow Okabe & Ito (2008), moved in
 * lightness until each reads as text on `paper` (contrast at least 4.5, WCAG 2.2 AA), because a series is labelled in
 * its own colour, and until the pairs stay apart under protanopia and deuteranopia.
 */
export const palette = {
  paper: { light: "#fdfcf9", dark: "#15171b" },
  ink: { light: "#1c1e22", dark: "#ebe8e1" },
  muted: { light: "#5c6068", dark: "#a3a7af" },
  grid: { light: "#e6e4de", dark: "#2d3037" },
  blue: { light: "#0062b1", dark: "#58a9ee" },
  green: { light: "#00805c", dark: "#4bd0a2" },
  magenta: { light: "#951d68", dark: "#e872b4" },
  orange: { light: "#a66400", dark: "#f2b33d" },
  sky: { light: "#0079a9", dark: "#96dcfb" },
  vermilion: { light: "#a92f08", dark: "#f27645" },
  yellow: { light: "#6a6a00", dark: "#efe58a" },
  purple: { light: "#4f2d9c", dark: "#c3b1ff" },
} as const satisfies Record<string, Colour>;

export type ColourName = keyof typeof palette;

/** Those that stand for a series of data; the others are of the paper itself. */
export const seriesColours: readonly string[] = Object.keys(palette).filter(
  (name) => !["paper", "muted", "grid"].includes(name),
);

const declarations = (mode: keyof Colour, indent: string): string =>
  Object.entries(palette)
    .map(([name, colour]) => `${indent}--${name}: ${colour[mode]};\n`)
    .join("");

/** The style sheet `src/styles/palette.css`: light by default, dark where the system or the page asks for it. */
export function paletteCss(): string {
  return `/* Generated from src/figures/palette.ts; a test compares the two. */
:root {
  color-scheme: light dark;
${declarations("light", "  ")}}

@media (prefers-color-scheme: dark) {
  :root:not([data-theme="light"]) {
${declarations("dark", "    ")}  }
}

:root[data-theme="light"] {
  color-scheme: light;
}

:root[data-theme="dark"] {
  color-scheme: dark;
${declarations("dark", "  ")}}

@media print {
  :root:root {
    color-scheme: light;
${declarations("light", "    ")}  }
}
`;
}

/** `text` with each `var(--name)` of the palette replaced by the colour's light value. */
export function resolveLight(text: string): string {
  return resolveColours(text, "light");
}

/** `text` with each `var(--name)` of the palette replaced by the colour's value on light or on dark paper. */
export function resolveColours(text: string, scheme: "light" | "dark"): string {
  return text.replace(/var\(--([a-z]+)\)/g, (whole, name: string) =>
    Object.hasOwn(palette, name) ? palette[name as ColourName][scheme] : whole,
  );
}
