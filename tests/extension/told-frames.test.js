import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ToldFrames } from '../../extension/src/content/engine/told-frames.js';

const RAW = { blurred: false, mask: null };
const BLURRED = { blurred: true, mask: null };

class Port extends EventTarget {
  /** @type {unknown[]} */
  posted = [];
  open = true;

  /** @param {unknown} message */
  postMessage(message) {
    this.posted.push(message);
  }

  close() {
    this.open = false;
  }
}

/** @param {ToldFrames} told */
function join(told) {
  const port = new Port();
  told.add(/** @type {any} */ (port));
  return port;
}

test('whoever asks is told of the last frames, then of each one', () => {
  const told = new ToldFrames();
  for (let n = 1; n <= 70; n += 1) told.frame(n * 33_000, RAW);
  const port = join(told);
  assert.equal(port.posted.length, 60);
  assert.deepEqual(port.posted[0], [11 * 33_000, false, null]);
  told.frame(71 * 33_000, BLURRED);
  assert.deepEqual(port.posted.at(-1), [71 * 33_000, true, null]);
});

test('masks are kept of the very last frames only', () => {
  const told = new ToldFrames();
  const mask = /** @type {ImageBitmap} */ ({});
  for (let n = 1; n <= 20; n += 1) told.frame(n * 33_000, { blurred: false, mask });
  const masks = join(told).posted.map((message) => /** @type {unknown[]} */ (message)[2]);
  assert.deepEqual(masks, [...Array(10).fill(null), ...Array(10).fill(mask)]);
});

test('a port whose worker is gone is forgotten', () => {
  const told = new ToldFrames();
  const port = join(told);
  port.dispatchEvent(new Event('close'));
  told.frame(33_000, RAW);
  assert.deepEqual(port.posted, []);
});

test('of very many ports the oldest goes', () => {
  const told = new ToldFrames();
  const ports = Array.from({ length: 17 }, () => join(told));
  assert.deepEqual(
    ports.map(({ open }) => open),
    [false, ...Array(16).fill(true)],
  );
});

test('at the end all ports are closed', () => {
  const told = new ToldFrames();
  const port = join(told);
  told.end();
  assert.equal(port.open, false);
  told.frame(33_000, RAW);
  assert.deepEqual(port.posted, []);
});
