import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EventBatch } from '../../extension/src/content/engine/event-batch.js';

/** @typedef {import('../../extension/src/content/engine/engine-messages.js').EngineEvent} EngineEvent */

/** @param {number} timestamp_us @returns {EngineEvent[]} */
function rawFrame(timestamp_us) {
  return [
    ['camera', 0],
    ['delivered', 1, timestamp_us, { blurred: false, mask: null }, false],
  ];
}

/** @param {EngineEvent[]} events */
function posted(events) {
  /** @type {EngineEvent[][]} */
  const messages = [];
  const batch = new EventBatch((message) => messages.push(message));
  for (const event of events) batch.add(event);
  return messages;
}

test('the host hears of raw frames ten at a time', () => {
  const events = Array.from({ length: 25 }, (_value, n) => rawFrame(n * 33_000)).flat();
  const messages = posted(events);
  assert.equal(messages.length, 2);
  assert.deepEqual(messages.flat(), events.slice(0, messages.flat().length));
  for (const message of messages) {
    assert.equal(message.filter(([name]) => name === 'camera').length, 10);
  }
});

const mask = /** @type {ImageBitmap} */ ({ width: 1, height: 1, close() {} });
/** @type {EngineEvent[]} */
const NEWS = [
  ['delivered', 1, 66_000, { blurred: true, mask: null }, true],
  ['delivered', 1, 66_000, { blurred: false, mask }, false],
  ['changed', 1, { phase: 'arming', commands: 1 }],
  ['ended'],
  ['closed'],
  ['server', false],
  ['connect', 1],
];

for (const news of NEWS) {
  test(`news is told at once, after all before it: ${JSON.stringify(news)}`, () => {
    const events = [...rawFrame(0), ...rawFrame(33_000), news];
    assert.deepEqual(posted([...events, ...rawFrame(99_000)]), [events]);
  });
}
