/*
 * Gradient norms of a deep linear network at initialization, exactly, at finite width. With P = W_L ⋯ W_{l+1} and
 * Q = W_l ⋯ W_1, the gradient of ½‖e‖² at layer l is g_l = Pᵀ(P Q x − A x). Over x ~ N(0, I) and a target A of independent
 * N(0, 1/n), E‖g_l‖² = E tr(PᵀP PᵀP QQᵀ) + E tr(PPᵀ); the second term is n for every initialization here that is not scaled.
 */

/** `u = E tr M²` and `v = E (tr M)²` of a random positive semidefinite matrix `M`. */
export interface TraceMoments {
  readonly u: number;
  readonly v: number;
}

/** The moments of the identity of size `n`. */
export function identityMoments(n: number): TraceMoments {
  return { u: n, v: n * n };
}

/**
 * Moments of `G M Gᵀ` from those of `M`, for `G` with `rows` rows of independent `N(0, entryVariance)`, independent of `M`:
 * Wick's theorem for the four factors G.
 */
export function multiplyGaussian({ u, v }: TraceMoments, rows: number, entryVariance: number): TraceMoments {
  const s2 = entryVariance * entryVariance;
  return { u: s2 * (rows * (rows + 1) * u + rows * v), v: s2 * (rows * rows * v + 2 * rows * u) };
}

/**
 * `m₂(k) = E tr((PᵀP)²) / n` for a product `P` of `k` square Gaussian matrices of width `n`, entries `N(0, 1/n)`; tends to
 * `k + 1` for wide matrices. The recursion is `(u, v) ← ((1 + 1/n) u + v/n, v + 2u/n)`.
 */
export function gaussianSecondMoment(factors: number, width: number): number {
  let moments = identityMoments(width);
  for (let k = 0; k < factors; k++) moments = multiplyGaussian(moments, width, 1 / width);
  return moments.u / width;
}

/** `√E‖g_l‖²` at `l = 0 … depth` for Gaussian initialization: `E‖g_l‖² = n (m₂(L − l) + 1)`. */
export function gaussianGradientNorms(depth: number, width: number): number[] {
  return layers(depth).map((l) => Math.sqrt(width * (gaussianSecondMoment(depth - l, width) + 1)));
}

/**
 * `√E‖g_l‖²` at `l = 0 … depth` for Gaussian matrices folded once. With S = [I; I] and m = n/2, each weight matrix is S V with
 * V an m × n Gaussian, and V S is an m × m Gaussian of entry variance 1/m. So PᵀP = Vᵀ Y V, with Y obtained from
 * SᵀS = 2 I by L − l − 1 such factors, and the rotation of V's two halves into their sum and difference gives
 * `E tr(PᵀP PᵀP QQᵀ) = u_Y + (u_Y + v_Y)/n`, at `l = 0` (QQᵀ = I) as at `0 < l < L` (E QQᵀ = SSᵀ).
 */
export function foldedGradientNorms(depth: number, width: number): number[] {
  const half = width / 2;
  return layers(depth).map((l) => {
    if (l === depth) return Math.sqrt(2 * width);
    let moments: TraceMoments = { u: 4 * half, v: 4 * half * half };
    for (let k = 1; k < depth - l; k++) moments = multiplyGaussian(moments, half, 1 / half);
    return Math.sqrt(moments.u + (moments.u + moments.v) / width + width);
  });
}

/** `√E‖g_l‖²` at `l = 0 … depth` for `scale` times orthogonal matrices: `n c^{2(L−l)} (1 + c^{2L})`; flat, `√(2n)`, at scale 1. */
export function orthogonalGradientNorms(depth: number, width: number, scale = 1): number[] {
  const square = (exponent: number) => power(scale * scale, exponent);
  return layers(depth).map((l) => Math.sqrt(width * square(depth - l) * (1 + square(depth))));
}

/** `base^exponent` for whole exponents by repeated multiplication: the same bits on every machine, unlike `Math.pow`. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let i = 0; i < exponent; i++) result *= base;
  return result;
}

function layers(depth: number): number[] {
  return Array.from({ length: depth + 1 }, (_, l) => l);
}
