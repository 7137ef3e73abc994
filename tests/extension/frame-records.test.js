import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FrameRecords } from '../../extension/src/shared/frame-records.js';
import { seededRandom } from './fakes.js';

/** @param {number} n a mask that can be told from others */
function mask(n) {
  return /** @type {ImageBitmap} */ ({ width: n, height: 1, close() {} });
}

test('a frame is found by its timestamp, rounded anew by up to 100 us either way', () => {
  const random = seededRandom(3);
  const records = new FrameRecords();
  /** @type {[number, import('../../extension/src/shared/frame-records.js').FrameRecord][]} */
  const frames = [];
  let timestamp_us = 0;
  for (let n = 0; n < 300; n += 1) {
    timestamp_us += 16_000 + Math.floor(random() * 20_000);
    const record = { blurred: random() < 0.5, mask: null };
    frames.push([timestamp_us, record]);
    records.add(timestamp_us, record);
  }
  for (const [at_us, { blurred }] of frames) {
    for (const off_us of [0, 100, -100, Math.round((random() - 0.5) * 200)]) {
      assert.equal(records.find(at_us + off_us)?.blurred, blurred);
    }
  }
});

test('the nearest record counts, and none that is another frame’s', () => {
  const records = new FrameRecords();
  assert.equal(records.find(0), undefined);
  const first = { blurred: false, mask: null };
  const second = { blurred: true, mask: null };
  records.add(10_000, first);
  records.add(12_500, second);
  assert.equal(records.find(11_200), first);
  assert.equal(records.find(11_300), second);
  assert.equal(records.find(8_001), first);
  assert.equal(records.find(8_000), undefined);
  assert.equal(records.find(14_499), second);
  assert.equal(records.find(14_500), undefined);
});

test('the first frame that is not older than some moment', () => {
  const records = new FrameRecords();
  assert.equal(records.firstSince(0), null);
  for (const at_us of [10, 20, 30]) records.add(at_us, { blurred: false, mask: null });
  assert.deepEqual(
    [0, 10, 11, 30, 31].map((at_us) => records.firstSince(at_us)),
    [10, 10, 20, 30, null],
  );
});

test('ten seconds of frames are remembered, no more', () => {
  const records = new FrameRecords();
  for (let n = 1; n <= 301; n += 1) records.add(n * 33_000, { blurred: true, mask: null });
  assert.equal(records.find(33_000), undefined);
  assert.ok(records.find(2 * 33_000));
  assert.ok(records.find(301 * 33_000));
});

test('only the newest frames keep their masks; the rest stays true of the older ones', () => {
  const records = new FrameRecords();
  for (let n = 1; n <= 31; n += 1) records.add(n * 33_000, { blurred: true, mask: mask(n) });
  assert.deepEqual(records.find(33_000), { blurred: true, mask: null });
  assert.equal(records.find(2 * 33_000)?.mask?.width, 2);
  assert.equal(records.find(31 * 33_000)?.mask?.width, 31);
});

test('whoever has read a record keeps its mask', () => {
  const records = new FrameRecords();
  records.add(33_000, { blurred: false, mask: mask(1) });
  const read = records.find(33_000);
  for (let n = 2; n <= 100; n += 1) records.add(n * 33_000, { blurred: false, mask: mask(n) });
  assert.equal(read?.mask?.width, 1);
  assert.equal(records.find(33_000)?.mask, null);
});

test('after clear() nothing is found', () => {
  const records = new FrameRecords();
  records.add(33_000, { blurred: true, mask: null });
  records.clear();
  assert.equal(records.find(33_000), undefined);
});
