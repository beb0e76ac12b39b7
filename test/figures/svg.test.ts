import assert from "node:assert/strict";
import { test } from "node:test";
import { finishSvg } from "../../src/figures/svg.ts";

const frame = { prefix: "f", width: 100, height: 50, title: "Title", description: "Description" };

test("marks of one plot share a clip, and those of plots of another size have their own", () => {
  const clip = (id: string, width: number) =>
    `<clipPath id="${id}"><rect x="0" y="0" width="${width}" height="20"></rect></clipPath>`;
  const mark = (id: string, y: number) =>
    `<g clip-path="url(#${id})"><path d="M0,${y}L10,${y}L20,3" stroke="#000"></path></g>`;
  const svg = finishSvg(
    `<svg xmlns="http://www.w3.org/2000/svg"><g>${mark("c1", 1)}${mark("c2", 2)}${mark("c3", 4)}</g><defs>${clip("c1", 30)}${clip("c2", 30)}${clip("c3", 40)}</defs></svg>`,
    frame,
  );
  const clips = Array.from(svg.matchAll(/<clipPath id="([^"]+)"/g), ([, id]) => id);
  assert.equal(clips.length, 2);
  const used = Array.from(svg.matchAll(/clip-path="url\(#([^)]+)\)"/g), ([, id]) => id);
  assert.deepEqual(used, [clips[0], clips[0], clips[1]]);
});

test("curves are drawn to a tenth of a pixel, and opacities stay as they are", () => {
  const svg = finishSvg(
    '<svg xmlns="http://www.w3.org/2000/svg"><path d="M1.2345,2.3456L7.0456,9.1234L13.4567,8.9876" stroke="#000" fill="none" opacity="0.16"></path></svg>',
    frame,
  );
  assert.match(svg, /opacity=".16"/);
  const numbers = / d="([^"]+)"/.exec(svg)?.[1]?.match(/-?[\d.]+/g) ?? [];
  assert.equal(numbers.length, 6);
  for (const number of numbers) assert.match(number, /^-?\d*(\.\d)?$/);
});
