import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { CameraTimes } from '../../extension/src/content/tracks/camera-times.js';
import { FrameRecords } from '../../extension/src/shared/frame-records.js';

/** Of a machine that has been on for an hour. */
const FIRST_US = 3_600_000_000;
/** When a timestamp would be 0, since the document's begin. */
const ZERO_MS = -3_590_000;
/** How long a frame takes to arrive, at least: by so much the first guess is late. */
const DELAY_MS = 12;
const INTERVAL_US = 33_333;

/** A camera whose raw frames Chromium counts from `base_us` on; each frame is made, or raw. */
class Scene {
  times = new CameraTimes();
  records = new FrameRecords();

  /** @param {{base_us?: number, first_us?: number, delay_ms?: number}} [options] */
  constructor({ base_us = FIRST_US - 66_000, first_us = FIRST_US, delay_ms = DELAY_MS } = {}) {
    this.base_us = base_us;
    this.first_us = first_us;
    this.times.tell(first_us, ZERO_MS + delay_ms);
  }

  /** @param {number} n */
  timestamp(n) {
    return this.first_us + n * INTERVAL_US + ((n * 7919) % 1000);
  }

  /**
   * @param {number} n
   * @param {boolean} blurred
   */
  record(n, blurred) {
    this.records.add(this.timestamp(n), { blurred, mask: null });
  }

  /** @param {number} n a frame that is shown as the camera made it */
  raw(n, captured_ms = Math.round((this.timestamp(n) / 1000 + ZERO_MS) * 10) / 10) {
    return this.times.shown(this.timestamp(n) - this.base_us, captured_ms, this.records);
  }

  /** @param {number} n a frame that we made: captured, Chromium says, when it was written */
  made(n) {
    const written_ms = this.timestamp(n) / 1000 + ZERO_MS + 40;
    return this.times.shown(this.timestamp(n), written_ms, this.records);
  }
}

/**
 * @param {number | null | undefined} actual
 * @param {number} expected
 */
function assertNear(actual, expected, within = 0.11) {
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) <= within, `${actual}, not ${expected}`);
}

test('as long as no frame of the camera is known, nothing is said', () => {
  assert.equal(new CameraTimes().shown(1, 2, new FrameRecords()), null);
});

describe('a page that has seen raw frames first', () => {
  test('gets Chromium’s own times of them', () => {
    const scene = new Scene();
    for (let n = 2; n < 30; n += 1) {
      const shown = scene.raw(n);
      assert.equal(shown?.raw, true);
      assert.equal(shown.media_us, scene.timestamp(n) - scene.base_us);
      assertNear(shown.captured_ms, scene.timestamp(n) / 1000 + ZERO_MS);
      if (n > 12) scene.record(n - 10, false); // their records come late
    }
  });

  test('gets the same times of frames that we made, exactly, once a record has come', () => {
    const scene = new Scene();
    scene.raw(2);
    for (let n = 0; n < 20; n += 1) scene.record(n, n > 12);
    for (let n = 13; n < 20; n += 1) {
      const shown = scene.made(n);
      assert.equal(shown?.raw, false);
      assert.equal(shown.timestamp_us, scene.timestamp(n));
      assertNear(shown.media_us, scene.timestamp(n) - scene.base_us, 100);
      assertNear(shown.captured_ms, scene.timestamp(n) / 1000 + ZERO_MS);
    }
    const raw = scene.raw(20);
    assertNear(raw?.media_us, scene.timestamp(20) - scene.base_us, 100);
  });

  test('before that, times are as good as the guess', () => {
    const scene = new Scene();
    scene.raw(2);
    const shown = scene.made(3);
    assertNear(shown?.media_us, scene.timestamp(3) - scene.base_us, DELAY_MS * 1000 + 100);
    assertNear(shown?.captured_ms, scene.timestamp(3) / 1000 + ZERO_MS, DELAY_MS + 0.1);
  });
});

describe('a page that has seen made frames first', () => {
  test('has times since the first frame, of raw frames too', () => {
    // Another page has had the camera for an hour.
    const scene = new Scene({ base_us: FIRST_US - 3_000_000_000 });
    for (let n = 0; n < 10; n += 1) scene.record(n, true);
    assert.equal(scene.made(5)?.media_us, scene.timestamp(5) - FIRST_US);
    scene.record(10, false);
    scene.record(11, false);
    const shown = scene.raw(10);
    assert.equal(shown?.raw, true);
    assertNear(shown.media_us, scene.timestamp(10) - FIRST_US, 100);
    assertNear(shown.timestamp_us, scene.timestamp(10), 100);
  });

  test('never hears that time goes back where the guess becomes exact', () => {
    const scene = new Scene();
    let last_us = -1;
    for (let n = 0; n < 60; n += 1) {
      const raw = n % 20 >= 10;
      scene.record(n, !raw);
      const shown = raw ? scene.raw(n) : scene.made(n);
      assert.ok((shown?.media_us ?? 0) > last_us);
      last_us = shown?.media_us ?? 0;
    }
  });
});

test('without a time of capture a raw frame keeps its time', () => {
  const scene = new Scene();
  const told_us = scene.timestamp(3) - scene.base_us;
  const shown = scene.times.shown(told_us, null, scene.records);
  assert.deepEqual(shown, { raw: true, timestamp_us: null, media_us: told_us, captured_ms: null });
});

test('when Chromium counts anew, the page’s time goes on', () => {
  const scene = new Scene();
  for (let n = 0; n < 5; n += 1) scene.record(n, false);
  scene.raw(0);
  const begin_us = scene.base_us;
  scene.base_us = scene.timestamp(5);
  assertNear(scene.raw(6)?.media_us, scene.timestamp(6) - begin_us, 5000);
});

test('a frame is known for what it is on a machine that was just switched on', () => {
  const scene = new Scene({ first_us: 20_000_000, base_us: 19_940_000 });
  for (let n = 0; n < 3000; n += 1) {
    const raw = n % 100 >= 50;
    scene.record(n, !raw);
    assert.equal((raw ? scene.raw(n) : scene.made(n))?.raw, raw, `frame ${n}`);
  }
});

test('a made frame of which no record is left is none of the camera’s own', () => {
  const scene = new Scene();
  for (let n = 0; n < 400; n += 1) scene.record(n, true);
  const shown = scene.made(3);
  assert.equal(shown?.raw, false);
  assert.equal(shown.timestamp_us, scene.timestamp(3));
});
