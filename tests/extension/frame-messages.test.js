import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { FrameMessages } from '../../extension/src/page/dedicated-worker/frame-messages.js';

/** @typedef {import('../../extension/src/shared/worlds.js').FrameRecord} FrameRecord */

/** A worker's end of a port, and what becomes known of frames. */
function begin() {
  const port = new EventTarget();
  /** @type {Map<number, FrameRecord | undefined>} */
  const described = new Map();
  const natives = {
    Promise,
    addEventListener: (
      /** @type {EventTarget} */ target,
      /** @type {string} */ type,
      /** @type {any} */ listener,
    ) => target.addEventListener(type, listener),
    startPort() {},
    eventData: (/** @type {any} */ event) => event.data,
    frameTimestamp: (/** @type {any} */ frame) => frame.timestamp,
    setTimeout: (/** @type {() => void} */ call, /** @type {number} */ ms) => setTimeout(call, ms),
    clearTimeout: (/** @type {any} */ timer) => clearTimeout(timer),
  };
  const messages = new FrameMessages(/** @type {any} */ (natives), /** @type {any} */ (port));
  const known = {
    setRecord: (/** @type {any} */ frame, /** @type {FrameRecord | undefined} */ record) =>
      described.set(frame.timestamp, record),
  };
  return {
    described,
    /** @param {number} timestamp_us */
    frame: (timestamp_us) =>
      messages.describe(
        /** @type {any} */ ({ timestamp: timestamp_us }),
        /** @type {any} */ (known),
      ),
    /**
     * @param {number} timestamp_us
     * @param {boolean} blurred
     */
    tell: (timestamp_us, blurred) => {
      const event = Object.assign(new Event('message'), { data: [timestamp_us, blurred, null] });
      port.dispatchEvent(event);
    },
  };
}

test('a frame whose record is there is known at once', () => {
  const { described, frame, tell } = begin();
  tell(33_000, true);
  assert.equal(frame(33_080), undefined);
  assert.deepEqual(described.get(33_080), { blurred: true, mask: null });
});

test('a frame that has overtaken its record waits for it', async () => {
  const { described, frame, tell } = begin();
  tell(33_000, false);
  const [first, second] = [frame(66_000), frame(99_000)];
  assert.deepEqual([...described], []);
  tell(66_000, true);
  await first;
  assert.deepEqual([...described], [[66_000, { blurred: true, mask: null }]]);
  tell(99_000, false);
  await second;
  assert.equal(described.get(99_000)?.blurred, false);
});

test('a frame whose record does not come goes without, as soon as that is certain', async () => {
  const { described, frame, tell } = begin();
  const waiting = frame(66_000);
  tell(99_000, true);
  await waiting;
  assert.deepEqual([...described], [[66_000, undefined]]);
  await frame(33_000);
  assert.equal(described.get(33_000), undefined);
});

test('it does not wait for ever', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const { described, frame } = begin();
    const waiting = frame(66_000);
    mock.timers.tick(100);
    await waiting;
    assert.deepEqual([...described], [[66_000, undefined]]);
  } finally {
    mock.timers.reset();
  }
});
