import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  canBeRead,
  tinyOfPlanes,
  tinyOfRgba,
} from '../../extension/src/content/frames/tiny-picture.js';

/**
 * Planes with a gap behind each line, as some cameras have.
 * @param {'I420' | 'NV12'} format
 * @param {number} width
 * @param {number} height
 * @param {(x: number, y: number) => number[]} colour y, u, v
 */
function planesOf(format, width, height, colour) {
  const [chromaWidth, chromaHeight] = [(width + 1) >> 1, (height + 1) >> 1];
  const gap = 3;
  const together = format === 'NV12';
  const chromaStride = (together ? 2 * chromaWidth : chromaWidth) + gap;
  const luma = { offset: 5, stride: width + gap };
  const u = { offset: luma.offset + luma.stride * height, stride: chromaStride };
  const v = { offset: u.offset + chromaStride * chromaHeight, stride: chromaStride };
  const data = new Uint8Array(v.offset + chromaStride * chromaHeight).fill(77);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      data[luma.offset + y * luma.stride + x] = colour(x, y)[0] ?? 0;
    }
  }
  for (let y = 0; y < chromaHeight; y += 1) {
    for (let x = 0; x < chromaWidth; x += 1) {
      const [, blue = 0, red = 0] = colour(2 * x, 2 * y);
      const line = y * chromaStride;
      data[u.offset + line + (together ? 2 * x : x)] = blue;
      data[together ? u.offset + line + 2 * x + 1 : v.offset + line + x] = red;
    }
  }
  return { data, layout: together ? [luma, u] : [luma, u, v] };
}

for (const format of /** @type {const} */ (['I420', 'NV12'])) {
  test(`${format}: each pixel is the mean of its part, gaps left out`, () => {
    for (const [width, height] of /** @type {const} */ ([
      [640, 480],
      [641, 481],
      [16, 12],
      [3, 2],
      [1, 1],
    ])) {
      const { data, layout } = planesOf(format, width, height, (x) =>
        2 * x < width - 1 ? [40, 100, 150] : [200, 60, 90],
      );
      const tiny = tinyOfPlanes(data, layout, format, [width, height], [2, 1]);
      if (width < 16) {
        for (const plane of [tiny.y, tiny.u, tiny.v]) {
          assert.ok(plane.every((value) => value >= 40 && value <= 200 && value !== 77));
        }
        continue;
      }
      const near = (/** @type {Float32Array} */ plane, /** @type {number[]} */ wanted) =>
        wanted.every((value, at) => Math.abs((plane[at] ?? 0) - value) < 12);
      assert.ok(near(tiny.y, [40, 200]), `${width}: ${tiny.y}`);
      assert.ok(near(tiny.u, [100, 60]), `${width}: ${tiny.u}`);
      assert.ok(near(tiny.v, [150, 90]), `${width}: ${tiny.v}`);
    }
  });
}

test('nothing finer than its pixels is left', () => {
  const { data, layout } = planesOf('I420', 640, 480, (x, y) =>
    (x + y) % 2 ? [235, 128, 128] : [16, 128, 128],
  );
  const { y } = tinyOfPlanes(data, layout, 'I420', [640, 480], [16, 12]);
  assert.equal(Math.max(...y) - Math.min(...y), 0);
});

test('colours become limited range', () => {
  const tiny = tinyOfRgba(new Uint8ClampedArray([255, 255, 255, 255, 0, 0, 0, 255]), 2, 1);
  assert.deepEqual([...tiny.y].map(Math.round), [235, 16]);
});

test('what is not known is not read', () => {
  assert.ok(canBeRead('I420'));
  for (const format of ['RGBX', 'I444', 'toString', null]) assert.ok(!canBeRead(format));
});
