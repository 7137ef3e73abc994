import assert from 'node:assert/strict';
import { test } from 'node:test';

import { KnownFrames } from '../../extension/src/page/known-frames.js';

/** As much of the browser's functions as tells one frame from another. */
const natives = /** @type {any} */ ({
  mapGet: (/** @type {WeakMap<object, unknown>} */ map, /** @type {object} */ key) => map.get(key),
  mapSet: (
    /** @type {WeakMap<object, unknown>} */ map,
    /** @type {object} */ key,
    /** @type {unknown} */ value,
  ) => map.set(key, value),
  frameTimestamp: (/** @type {any} */ frame) => frame.timestamp,
  frameDisplayWidth: () => 640,
  frameDisplayHeight: () => 480,
});

/** @param {number} timestamp in microseconds */
function frame(timestamp) {
  return /** @type {VideoFrame} */ (/** @type {unknown} */ ({ timestamp }));
}

const BLURRED = { blurred: true, mask: undefined };

test('a frame that has come by a message is known by what it looks like', () => {
  const known = new KnownFrames(natives);
  known.set(frame(1000), BLURRED);
  const [received, other] = [frame(1000), frame(2000)];
  assert.deepEqual([known.recognize(received), known.recognize(other)], [true, false]);
  assert.deepEqual([known.get(received), known.get(other)], [BLURRED, undefined]);
});

test('when no frame is on its way any more, only those that are here are known', () => {
  const known = new KnownFrames(natives);
  const here = frame(1000);
  known.set(here, BLURRED);
  known.forget();
  assert.deepEqual([known.get(here), known.recognize(frame(1000))], [BLURRED, false]);
  known.set(frame(2000), BLURRED);
  assert.equal(known.recognize(frame(2000)), true);
});
