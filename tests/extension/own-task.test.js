import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { acceptChannel, answerCalls } from '../../extension/src/content/channel.js';
import { inOwnTask, listenUnseen } from '../../extension/src/content/own-task.js';
import { turn } from './fakes.js';

/** @type {(() => void)[]} */
let tasks = [];

beforeEach(() => {
  tasks = [];
  const scheduler = { postTask: (/** @type {() => void} */ act) => tasks.push(act) };
  Object.assign(globalThis, { window: {}, scheduler });
});

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'window');
  Reflect.deleteProperty(globalThis, 'scheduler');
});

test('what an event brings about is done when it is over, in order', () => {
  /** @type {(string | Event)[]} */
  const done = [];
  const target = new EventTarget();
  listenUnseen(target, 'mute', (event) => done.push(event));
  const event = new Event('mute');
  target.dispatchEvent(event);
  inOwnTask(() => done.push('later'));
  assert.deepEqual(done, []);
  for (const task of tasks) task();
  assert.deepEqual(done, [event, 'later']);
});

test('in a worker, which has nothing of the page, it is done at once', () => {
  Reflect.deleteProperty(globalThis, 'window');
  let done = false;
  inOwnTask(() => {
    done = true;
  });
  assert.ok(done);
  assert.deepEqual(tasks, []);
});

test('a promise of the page is settled in a task of its own', async () => {
  const window = new EventTarget();
  const channel = new EventTarget();
  acceptChannel(window, (its) =>
    answerCalls(its, { good: async () => ({}), bad: async () => fail() }),
  );
  window.dispatchEvent(Object.assign(new Event('camveil-channel'), { relatedTarget: channel }));
  /** @type {number[]} */
  const settled = [];
  channel.addEventListener('settled', (event) => {
    settled.push(/** @type {CustomEvent} */ (event).detail.id);
  });
  for (const [id, name] of ['good', 'bad'].entries()) {
    channel.dispatchEvent(new CustomEvent('call', { detail: { id, name, args: [] } }));
  }
  await turn();
  assert.deepEqual(settled, []);
  for (const task of tasks) task();
  assert.deepEqual(settled, [0, 1]);
});

/** @returns {never} */
function fail() {
  throw new TypeError('no');
}
