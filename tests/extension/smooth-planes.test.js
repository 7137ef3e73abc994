import assert from 'node:assert/strict';
import { test } from 'node:test';

import { smoothPlanes } from '../../extension/src/content/frames/smooth-planes.js';
import { tinyOfRgba } from '../../extension/src/content/frames/tiny-picture.js';

/**
 * @param {number[][]} pixels [red, green, blue] each
 * @returns {Uint8ClampedArray}
 */
function picture(...pixels) {
  return new Uint8ClampedArray(pixels.flatMap((pixel) => [...pixel, 255]));
}

test('one colour stays one colour, in limited range', () => {
  for (const [rgb, luma, blue, red] of /** @type {[number[], number, number, number][]} */ ([
    [[0, 0, 0], 16, 128, 128],
    [[255, 255, 255], 235, 128, 128],
    [[255, 0, 0], 81, 90, 239],
  ])) {
    const planes = smoothPlanes(tinyOfRgba(picture(rgb, rgb, rgb, rgb), 2, 2), 8, 6);
    assert.equal(planes.length, 8 * 6 * 1.5);
    assert.ok(planes.subarray(0, 48).every((value) => Math.abs(value - luma) <= 1));
    assert.ok(planes.subarray(48, 60).every((value) => Math.abs(value - blue) <= 1));
    assert.ok(planes.subarray(60).every((value) => Math.abs(value - red) <= 1));
  }
});

test('between two pixels it goes from one to the other without a step', () => {
  const across = smoothPlanes(tinyOfRgba(picture([0, 0, 0], [255, 255, 255]), 2, 1), 64, 2);
  const row = [...across.subarray(0, 64)];
  assert.deepEqual(
    row,
    row.toSorted((a, b) => a - b),
  );
  assert.deepEqual([row[0], row[63]], [16, 235]);
  for (let x = 1; x < 64; x += 1) assert.ok((row[x] ?? 0) - (row[x - 1] ?? 0) <= 8);
});

test('every row is filled, whatever the size', () => {
  for (const [width, height] of /** @type {[number, number][]} */ ([
    [1, 1],
    [2, 3],
    [5, 7],
    [641, 481],
  ])) {
    const white = Array.from({ length: 16 * 9 }, () => [255, 255, 255]);
    const planes = smoothPlanes(tinyOfRgba(picture(...white), 16, 9), width, height);
    const chroma = ((width + 1) >> 1) * ((height + 1) >> 1);
    assert.equal(planes.length, width * height + 2 * chroma);
    assert.ok(planes.subarray(0, width * height).every((value) => value >= 234));
    assert.ok(planes.subarray(width * height).every((value) => Math.abs(value - 128) <= 1));
  }
});
