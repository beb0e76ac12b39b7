import type { XastElement } from "svgo";

/** Vega's path of a disc of radius `r` around the origin. */
const disc = /^M([\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0Z?$/;
const translation = /^translate\((-?[\d.e-]+),\s*(-?[\d.e-]+)\)$/;

interface Dot {
  readonly x: number;
  readonly y: number;
  /** What discs drawn as one must share. */
  readonly look: string;
  readonly diameter: number;
  readonly fill: string;
}

function dotOf(node: XastElement["children"][number]): Dot | undefined {
  if (node.type !== "element" || node.name !== "path") return undefined;
  const { d = "", transform = "", fill, stroke, opacity = "1", ...rest } = node.attributes;
  const [, radius] = disc.exec(d) ?? [];
  const [, x, y] = translation.exec(transform) ?? [];
  // Where translucent discs overlap they darken, and one path would not.
  if (radius === undefined || x === undefined || y === undefined || !fill || stroke || opacity !== "1")
    return undefined;
  if (rest["fill-opacity"] !== undefined && rest["fill-opacity"] !== "1") return undefined;
  return { x: Number(x), y: Number(y), look: `${fill} ${radius}`, diameter: 2 * Number(radius), fill };
}

/** The path of a disc as a circle: shorter, and round whatever its numbers are rounded to. Everything else as it is. */
export function asCircle(node: XastElement["children"][number]): XastElement["children"][number] {
  if (node.type !== "element" || node.name !== "path") return node;
  const { d = "", transform = "", ...rest } = node.attributes;
  const [, r] = disc.exec(d) ?? [];
  const [, cx, cy] = translation.exec(transform) ?? [];
  if (r === undefined || cx === undefined || cy === undefined) return node;
  return { ...node, name: "circle", attributes: { cx, cy, r, ...rest } };
}

/** Height in tenths of a pixel of the strips that a cloud is written in. */
const strip = 60;

/**
 * The path data of dots, to be stroked with round caps: tenths of pixels, relative to the dot before, in strips from left
 * to right, each place once, which is what makes a cloud small. Dots of one colour may be drawn in any order.
 */
export function cloud(dots: readonly { readonly x: number; readonly y: number }[]): string {
  const places = new Map<string, readonly [number, number]>();
  for (const dot of dots) {
    const place = [Math.round(dot.x * 10), Math.round(dot.y * 10)] as const;
    places.set(place.join(), place);
  }
  const order = [...places.values()].sort(
    ([ax, ay], [bx, by]) => Math.floor(ay / strip) - Math.floor(by / strip) || ax - bx || ay - by,
  );
  let [x, y] = [0, 0];
  let path = "";
  for (const [nextX, nextY] of order) {
    path += path === "" ? `M${nextX / 10} ${nextY / 10}h0` : `m${(nextX - x) / 10} ${(nextY - y) / 10}h0`;
    [x, y] = [nextX, nextY];
  }
  return path;
}

/** Fewer discs than this are left as they are. */
export const fewestJoined = 50;

/** The attributes of a path of round dots of one colour, besides its data. */
export const cloudLook = (fill: string, diameter: number): Readonly<Record<string, string>> => ({
  stroke: fill,
  "stroke-width": String(Number(diameter.toFixed(2))),
  "stroke-linecap": "round",
});

/**
 * The children of a mark with each long run of opaque discs of one size and colour as a single path of round dots,
 * which takes a tenth of the bytes. Runs stay in the order in which they are drawn.
 */
export function joinDots(children: XastElement["children"]): XastElement["children"] {
  const result: XastElement["children"] = [];
  let run: { readonly dots: Dot[]; readonly nodes: XastElement["children"] } = { dots: [], nodes: [] };
  const flush = () => {
    const [first] = run.dots;
    if (first === undefined || run.dots.length < fewestJoined) {
      result.push(...run.nodes);
    } else {
      const attributes = { ...cloudLook(first.fill, first.diameter), d: cloud(run.dots) };
      result.push({ type: "element", name: "path", attributes, children: [] });
    }
    run = { dots: [], nodes: [] };
  };
  for (const node of children) {
    const dot = dotOf(node);
    if (dot === undefined || dot.look !== run.dots[0]?.look) flush();
    if (dot === undefined) result.push(node);
    else {
      run.dots.push(dot);
      run.nodes.push(node);
    }
  }
  flush();
  return result;
}
