/**
 * The limiting law of the squared singular values x = s² of a product of L independent square Gaussian matrices with entries
 * N(0, 1/n), as n → ∞: the Fuss–Catalan law. In the parametrization by φ ∈ (0, π/(L+1)) (Biane 1998; Haagerup & Möller 2013),
 *
 *   x = sin^{L+1}((L+1)φ) / (sin φ · sin^L(Lφ)),   x ρ(x) = sin φ · sin((L+1)φ) / (π sin(Lφ)),
 *
 * where x falls from (L+1)^{L+1} / L^L at φ → 0 to 0 at φ → π/(L+1). Its moments are the Fuss–Catalan numbers; E x = 1, E x² = L + 1.
 */

/** Natural logarithm of the largest singular value, s_max = √((L+1)^{L+1} / L^L). */
export function logLargestSingularValue(depth: number): number {
  return ((depth + 1) * Math.log(depth + 1) - depth * Math.log(depth)) / 2;
}

/** ln s at φ. */
export function logSingularValueAt(depth: number, phi: number): number {
  const logSquare =
    (depth + 1) * Math.log(Math.sin((depth + 1) * phi)) -
    Math.log(Math.sin(phi)) -
    depth * Math.log(Math.sin(depth * phi));
  return logSquare / 2;
}

/** The density of ln s at φ, which is 2 x ρ(x). */
export function logDensityAt(depth: number, phi: number): number {
  return (2 * Math.sin(phi) * Math.sin((depth + 1) * phi)) / (Math.PI * Math.sin(depth * phi));
}

/** The law as a curve: ln s in descending order, the density of ln s, and the fraction of singular values above. */
export interface SpectralLaw {
  readonly depth: number;
  readonly logS: Float64Array;
  readonly density: Float64Array;
  readonly above: Float64Array;
}

/**
 * The law at the midpoints of `cells` equal cells in φ. The fraction above is the integral of
 * x ρ(x) |d ln x / dφ|, a smooth function of φ, by the midpoint rule.
 */
export function fussCatalan(depth: number, cells = 20_000): SpectralLaw {
  const logS = new Float64Array(cells);
  const density = new Float64Array(cells);
  const above = new Float64Array(cells);
  const step = Math.PI / (depth + 1) / cells;
  let mass = 0;
  for (let i = 0; i < cells; i++) {
    const phi = (i + 0.5) * step;
    const slope =
      (depth + 1) * (depth + 1) * cotangent((depth + 1) * phi) -
      cotangent(phi) -
      depth * depth * cotangent(depth * phi);
    logS[i] = logSingularValueAt(depth, phi);
    density[i] = logDensityAt(depth, phi);
    const cell = (Math.abs(slope) * (density[i] as number) * step) / 2;
    above[i] = mass + cell / 2;
    mass += cell;
  }
  return { depth, logS, density, above };
}

/** The fraction of singular values below exp(`logS`). */
export function fractionBelow(law: SpectralLaw, logS: number): number {
  return 1 - interpolate(law.logS, law.above, logS);
}

/** ln of the singular value above which the given fraction lies; 0.5 gives the median. */
export function logQuantile(law: SpectralLaw, above: number): number {
  let high = law.above.findIndex((fraction) => fraction >= above);
  if (high < 0) high = law.above.length - 1;
  const low = Math.max(0, high - 1);
  const a = law.above[low] as number;
  const b = law.above[high] as number;
  const weight = b > a ? (above - a) / (b - a) : 0;
  return (law.logS[low] as number) * (1 - weight) + (law.logS[high] as number) * weight;
}

/** The density of ln s at ln s = `logS`; zero above the edge. */
export function densityOfLog(law: SpectralLaw, logS: number): number {
  return logS > logLargestSingularValue(law.depth) ? 0 : interpolate(law.logS, law.density, logS);
}

/** Linear interpolation in a table with descending abscissae; the end values beyond. */
function interpolate(abscissae: Float64Array, ordinates: Float64Array, at: number): number {
  let low = 0;
  let high = abscissae.length - 1;
  if (at >= (abscissae[low] as number)) return ordinates[low] as number;
  if (at <= (abscissae[high] as number)) return ordinates[high] as number;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((abscissae[middle] as number) >= at) low = middle;
    else high = middle;
  }
  const a = abscissae[low] as number;
  const weight = (a - at) / (a - (abscissae[high] as number));
  return (ordinates[low] as number) * (1 - weight) + (ordinates[high] as number) * weight;
}

function cotangent(x: number): number {
  return Math.cos(x) / Math.sin(x);
}
