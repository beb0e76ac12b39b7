import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { drawPng } from "../../src/figures/png.ts";
import { standaloneSvg } from "../../src/figures/standalone.ts";

const svg = (content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40" width="120" height="40" font-family="IBM Plex Sans, sans-serif"><title>A</title><desc>B</desc>${content}</svg>`;

interface Image {
  readonly width: number;
  readonly height: number;
  /** Rows of red, green, blue and alpha. */
  readonly pixels: Uint8Array;
}

/** A PNG file of eight bits and four channels, not interlaced, decoded as the specification (ISO/IEC 15948) has it. */
function decode(png: Uint8Array): Image {
  const file = Buffer.from(png);
  assert.equal(file.subarray(0, 8).toString("latin1"), "\x89PNG\r\n\x1a\n", "signature");
  const data: Buffer[] = [];
  let [width, height] = [0, 0];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const type = file.toString("latin1", at + 4, at + 8);
    const content = file.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") {
      [width, height] = [content.readUInt32BE(0), content.readUInt32BE(4)];
      assert.deepEqual([...content.subarray(8)], [8, 6, 0, 0, 0]);
    }
    if (type === "IDAT") data.push(content);
    at += length + 12;
  }
  const raw = inflateSync(Buffer.concat(data));
  const stride = width * 4;
  assert.equal(raw.length, (stride + 1) * height);
  const pixels = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x++) {
      const left = x >= 4 ? (pixels[y * stride + x - 4] ?? 0) : 0;
      const up = y > 0 ? (pixels[(y - 1) * stride + x] ?? 0) : 0;
      const corner = x >= 4 && y > 0 ? (pixels[(y - 1) * stride + x - 4] ?? 0) : 0;
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? Number.NaN;
      pixels[y * stride + x] = (raw[y * (stride + 1) + 1 + x] ?? 0) + predicted;
    }
  }
  return { width, height, pixels };
}

function paeth(a: number, b: number, c: number): number {
  const p = a + b - c;
  const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

/** How many pixels are darker than mid grey. */
function dark({ pixels }: Image): number {
  let count = 0;
  for (let i = 0; i < pixels.length; i += 4) if ((pixels[i] ?? 255) < 128) count += 1;
  return count;
}

test("a figure is drawn at twice its size, on the paper of the page", async () => {
  const image = decode(
    await drawPng(await standaloneSvg(svg('<rect width="10" height="10" fill="var(--ink)"/>'))),
  );
  // Sixteen pixels of paper on each side
  assert.deepEqual([image.width, image.height], [2 * (120 + 32), 2 * (40 + 32)]);
  assert.deepEqual([...image.pixels.subarray(0, 4)], [0xfd, 0xfc, 0xf9, 0xff]);
  assert.equal(dark(image), 400);
});

test("words are drawn, in each face and script that figures use", async () => {
  for (const text of [
    "<text y='20' font-size='12'>Words</text>",
    "<text y='20' font-size='12' font-weight='600'>Words</text>",
    "<text y='20' font-size='12' font-style='italic'>Words</text>",
    "<text y='20' font-size='12'>σμλ</text>",
    "<text y='20' font-size='12'>± × − –</text>",
  ]) {
    const image = decode(await drawPng(await standaloneSvg(svg(text.replaceAll("'", '"')))));
    assert.ok(dark(image) > 50, text);
  }
});

test("weights differ, and the same drawing is the same file", async () => {
  const draw = async (weight: number) =>
    drawPng(await standaloneSvg(svg(`<text y="20" font-size="12" font-weight="${weight}">Words</text>`)));
  const [light, bold] = [await draw(400), await draw(600)];
  assert.ok(dark(decode(bold)) > 1.1 * dark(decode(light)));
  assert.deepEqual(await draw(400), light);
});
