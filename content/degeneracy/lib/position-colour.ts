/** Directions and distances that colours tell apart. */
const hues = 12;
const rings = [0.7, 1.4] as const;

/**
 * A colour for a place of the plane, as hexadecimal sRGB: its hue is the direction from the origin, and its chroma grows with the
 * distance, in three rings. All have one lightness, which stands out from light and dark paper alike. Discrete colours
 * are drawn much more compactly than a continuum.
 */
export function positionColour(x: number, y: number): string {
  const radius = Math.hypot(x, y);
  const ring = rings.filter((limit) => radius > limit).length;
  const turn = (Math.atan2(y, x) / (2 * Math.PI) + 1) % 1;
  const hue = Math.floor(turn * hues) / hues;
  return oklch(0.64, [0.05, 0.11, 0.17][ring] ?? 0, hue * 2 * Math.PI);
}

/** OKLCH to sRGB (Ottosson 2020); colours outside sRGB are clipped. */
function oklch(lightness: number, chroma: number, hue: number): string {
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const cube = (value: number) => value * value * value;
  const l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
  const m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
  const s = cube(lightness - 0.0894841775 * a - 1.291485548 * b);
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${linear.map(channel).join("")}`;
}

function channel(linear: number): string {
  const value = Math.min(1, Math.max(0, linear));
  const encoded = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
  return Math.round(255 * encoded)
    .toString(16)
    .padStart(2, "0");
}
