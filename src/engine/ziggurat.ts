/**
 * Tables of the ziggurat for the normal density (Marsaglia and Tsang, 2000; the form of Doornik, 2005, which draws the
 * layer and the position from different bits): 256 layers of equal area under exp(−x²/2).
 */
export const layers = 256;

/** Where the lowest layer ends and the tail begins, for 256 layers. */
export const tailStart = 3.6541528853610088;

/** The area of each layer, tail included. */
const layerArea = 0.00492867323399;

/** `edges[i]` is the right edge of layer i; layer 0 is the base, as wide as a rectangle of its area would be. */
export const edges = new Float64Array(layers + 1);
/** `heights[i]` is the density exp(−x²/2) at `edges[i]`. */
export const heights = new Float64Array(layers + 1);
/** `ratios[i]` is `edges[i + 1] / edges[i]`: below it, a point of layer i lies under the curve for certain. */
export const ratios = new Float64Array(layers);

function density(x: number): number {
  return Math.exp(-0.5 * x * x);
}

edges[0] = layerArea / density(tailStart);
edges[1] = tailStart;
for (let i = 2; i < layers; i++) {
  const edge = edges[i - 1] as number;
  edges[i] = Math.sqrt(-2 * Math.log(layerArea / edge + density(edge)));
}
edges[layers] = 0;
for (let i = 0; i <= layers; i++) heights[i] = density(edges[i] as number);
for (let i = 0; i < layers; i++) ratios[i] = (edges[i + 1] as number) / (edges[i] as number);
