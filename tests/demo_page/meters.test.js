import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FrameRateMeter, LatencyMeter } from '../../server/camveil/demo_page/meters.js';

/**
 * @param {number} interval_ms
 * @param {number} count
 */
function rateAfter(interval_ms, count) {
  const meter = new FrameRateMeter();
  for (let n = 0; n < count; n++) meter.record(n * interval_ms);
  return { meter, last_ms: (count - 1) * interval_ms };
}

test('the frame rate needs two frames', () => {
  const meter = new FrameRateMeter();
  assert.equal(meter.read(0), null);
  meter.record(10);
  assert.equal(meter.read(11), null);
  meter.record(50);
  assert.equal(meter.read(51), 25);
});

test('the frame rate does not depend on when it is read between two frames', () => {
  const { meter, last_ms } = rateAfter(40, 200);
  assert.equal(meter.read(last_ms), 25);
  assert.equal(meter.read(last_ms + 39), 25);
});

test('the frame rate forgets what is older than two seconds', () => {
  const { meter, last_ms } = rateAfter(100, 30);
  for (let n = 1; n <= 60; n++) meter.record(last_ms + n * 50);
  assert.equal(meter.read(last_ms + 60 * 50), 20);
});

test('the frame rate is 0 once a second passes without a frame', () => {
  const { meter, last_ms } = rateAfter(40, 50);
  assert.equal(meter.read(last_ms + 1000), 25);
  assert.equal(meter.read(last_ms + 1001), 0);
});

test('latency is the median time between equal timestamps on the two tracks', () => {
  const meter = new LatencyMeter();
  assert.equal(meter.p50(), null);
  for (const [timestamp_us, latency_ms] of [
    [1000, 30],
    [2000, 90],
    [3000, 50],
  ]) {
    meter.recordReference(/** @type {number} */ (timestamp_us), 100);
    meter.recordDelivered(
      /** @type {number} */ (timestamp_us),
      100 + /** @type {number} */ (latency_ms),
    );
  }
  assert.equal(meter.p50(), 50);
  meter.recordReference(4000, 200);
  meter.recordDelivered(4000, 260);
  assert.equal(meter.p50(), 55);
});

test('either track may be the first to show a frame', () => {
  const meter = new LatencyMeter();
  meter.recordDelivered(1000, 10);
  assert.equal(meter.p50(), null);
  meter.recordReference(1000, 11);
  assert.equal(meter.p50(), -1);
});

test('frames without a counterpart count for nothing', () => {
  const meter = new LatencyMeter();
  meter.recordReference(1000, 10);
  meter.recordDelivered(1001, 20);
  assert.equal(meter.p50(), null);
});

test('an arrival is forgotten when its counterpart does not come for 120 frames', () => {
  const meter = new LatencyMeter();
  for (let n = 0; n <= 120; n++) meter.recordReference(n, n);
  meter.recordDelivered(0, 500);
  assert.equal(meter.p50(), null);
  meter.recordDelivered(1, 501);
  assert.equal(meter.p50(), 500);
});

test('the median is of the last 60 pairs', () => {
  const meter = new LatencyMeter();
  for (let n = 0; n < 120; n++) {
    meter.recordReference(n, 0);
    meter.recordDelivered(n, n < 60 ? 1000 : 20);
  }
  assert.equal(meter.p50(), 20);
});

test('a reset forgets pairs and single arrivals', () => {
  const meter = new LatencyMeter();
  meter.recordReference(1, 0);
  meter.recordDelivered(1, 80);
  meter.recordReference(2, 0);
  meter.reset();
  meter.recordDelivered(2, 80);
  assert.equal(meter.p50(), null);
});
