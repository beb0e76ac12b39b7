/** The parts of the package `vega` that drawing needs; its types are those of the whole. */
declare module "vega-dataflow" {
  export const transforms: Record<string, unknown>;
}
declare module "vega-transforms";
declare module "vega-view-transforms";
declare module "vega-encode";
declare module "vega-view" {
  export { View } from "vega";
}
declare module "vega-parser" {
  export { parse } from "vega";
}
declare module "vega-scenegraph" {
  export const textMetrics: { width: (item: never, text: unknown) => number };
  export class SVGRenderer {
    constructor(loader: unknown);
    isDirty(scene: object): boolean;
    /** Draws a mark after its sibling `previous` into `parent`, and returns its element. */
    mark(parent: Element, scene: object, previous?: Element, types?: readonly string[]): SVGGElement;
  }
  export class SVGHandler {}
  export function renderModule(name: string, module: object): void;
}
