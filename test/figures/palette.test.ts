import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { type ColourName, palette, paletteCss, resolveLight } from "../../src/figures/palette.ts";

type Rgb = readonly [number, number, number];

const linear = (hex: string): Rgb => {
  const channel = (start: number) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
};

const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

const contrast = (a: string, b: string) => {
  const [x, y] = [luminance(linear(a)), luminance(linear(b))];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
};

const names = Object.keys(palette) as ColourName[];

test("the style sheet is the palette's", async () => {
  const file = new URL("../../src/styles/palette.css", import.meta.url);
  assert.equal(await readFile(file, "utf8"), paletteCss());
});

for (const mode of ["light", "dark"] as const) {
  test(`every colour but the grid's reads as text on ${mode} paper (WCAG AA)`, () => {
    for (const name of names.filter((name) => name !== "paper" && name !== "grid")) {
      const ratio = contrast(palette[name][mode], palette.paper[mode]);
      assert.ok(ratio >= 4.5, `${name}: ${ratio.toFixed(2)}`);
    }
  });

  test(`the first four series colours stay apart for colour-blind readers, ${mode}`, () => {
    // Machado, Oliveira & Fernandes (2009), severity 1, on linear RGB.
    const deficiencies: readonly (readonly [Rgb, Rgb, Rgb])[] = [
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ],
      [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
      ],
    ];
    const dot = (row: Rgb, colour: Rgb) => row[0] * colour[0] + row[1] * colour[1] + row[2] * colour[2];
    const series: ColourName[] = ["ink", "blue", "green", "magenta"];
    for (const rows of deficiencies) {
      const seen = series.map((name) =>
        rows.map((row) => Math.max(0, dot(row, linear(palette[name][mode])))),
      );
      for (let i = 0; i < seen.length; i++) {
        for (let j = 0; j < i; j++) {
          const [a, b] = [oklab(seen[i] as unknown as Rgb), oklab(seen[j] as unknown as Rgb)];
          const distance = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
          // A just noticeable difference in OKLab is about 0.02.
          assert.ok(distance > 0.06, `${series[i]}, ${series[j]}: ${distance.toFixed(3)}`);
        }
      }
    }
  });
}

/** Ottosson (2020). */
function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

test("resolveLight replaces the palette's variables and no others", () => {
  assert.equal(
    resolveLight('fill="var(--blue)" stroke="var(--other)"'),
    `fill="${palette.blue.light}" stroke="var(--other)"`,
  );
});
