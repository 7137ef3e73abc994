import assert from 'node:assert/strict';
import { test } from 'node:test';

import { acceptChannel, answerCalls } from '../../extension/src/content/channel.js';
import { ContentChannel } from '../../extension/src/page/content-channel.js';

/** @typedef {Record<string, import('../../extension/src/content/channel.js').Method>} Methods */

class MouseEvent extends Event {
  /**
   * @param {string} type
   * @param {{relatedTarget?: EventTarget, cancelable?: boolean}} init
   */
  constructor(type, { relatedTarget, ...init }) {
    super(type, init);
    this.relatedTarget = relatedTarget;
  }
}
class MediaStreamTrackEvent extends Event {
  /**
   * @param {string} type
   * @param {{track: object}} init
   */
  constructor(type, { track }) {
    super(type);
    this.track = track;
  }
}
class OverconstrainedError extends Error {
  /**
   * @param {string} constraint
   * @param {string} message
   */
  constructor(constraint, message) {
    super(message);
    this.name = 'OverconstrainedError';
    this.constraint = constraint;
  }
}
Object.assign(globalThis, { MouseEvent, MediaStreamTrackEvent, OverconstrainedError });

const natives = /** @type {import('../../extension/src/page/natives.js').Natives} */ (
  /** @type {unknown} */ ({
    CustomEvent,
    FocusEvent: MouseEvent,
    MediaStreamTrackEvent,
    OverconstrainedError,
    DOMException,
    Promise,
    eventDetail: (/** @type {CustomEvent} */ event) => structuredClone(event.detail),
    eventTrack: (/** @type {MediaStreamTrackEvent} */ event) => event.track,
    addEventListener: (/** @type {EventTarget} */ target, /** @type {any[]} */ ...rest) =>
      target.addEventListener(.../** @type {[string, () => void]} */ (rest)),
    removeEventListener: (/** @type {EventTarget} */ target, /** @type {any[]} */ ...rest) =>
      target.removeEventListener(.../** @type {[string, () => void]} */ (rest)),
    dispatchEvent: (/** @type {EventTarget} */ target, /** @type {Event} */ event) =>
      target.dispatchEvent(event),
  })
);

/** @param {string} name */
function track(name) {
  return /** @type {MediaStreamTrack} */ (/** @type {object} */ ({ name }));
}

/**
 * Both ends, connected.
 * @param {Methods} methods
 * @param {boolean} [contentFirst]
 */
function connected(methods, contentFirst = true) {
  const window = new EventTarget();
  const alone = { told: 0 };
  const content = () =>
    acceptChannel(window, (channel) => {
      answerCalls(channel, methods);
      target = channel;
    });
  /** @type {EventTarget} */
  let target = window;
  if (contentFirst) content();
  const page = new ContentChannel(natives, window, () => {
    alone.told += 1;
  });
  if (!contentFirst) content();
  return { window, page, alone, target };
}

test('the two find each other, whichever comes first', () => {
  for (const contentFirst of [true, false]) {
    const { page } = connected({ name: () => ({ value: 'here' }) }, contentFirst);
    assert.equal(page.call('name', null).value, 'here');
  }
});

test('who comes later is not heard', () => {
  const { window } = connected({});
  const late = new MouseEvent('camveil-channel', { relatedTarget: new EventTarget() });
  window.dispatchEvent(late);
  assert.equal(late.defaultPrevented, false);
});

test('a call brings its subject and arguments, an answer its value and tracks', () => {
  const [one, two] = [track('one'), track('two')];
  const { page } = connected({
    clone: (subject, ...args) => ({ value: [subject === one, ...args], tracks: [two] }),
    about: (subject) => ({ value: subject }),
  });
  const { value, tracks } = page.call('clone', one, 1, { two: [3] });
  assert.deepEqual(value, [true, 1, { two: [3] }]);
  assert.deepEqual(tracks, [two]);
  assert.equal(page.call('about', null).value, null, 'a subject is for one call');
});

test('a call about an element brings the element', () => {
  const element = /** @type {Element} */ (new EventTarget());
  const { page } = connected({
    about: (subject, ...args) => ({ value: [subject === element, ...args] }),
    nothing: (subject) => ({ value: subject }),
  });
  assert.deepEqual(page.callAbout('about', element, 1).value, [true, 1]);
  assert.equal(page.call('nothing', null).value, null);
});

test('requests settle in their own time, each with its own answer', async () => {
  /** @type {((value: string) => void)[]} */
  const resolve = [];
  const { page } = connected({
    open: () =>
      new Promise((settle) => resolve.push((value) => settle({ value, tracks: [track(value)] }))),
  });
  const [first, second] = [page.request('open', null), page.request('open', null)];
  resolve[1]?.('b');
  resolve[0]?.('a');
  assert.deepEqual(await first, { value: 'a', tracks: [{ name: 'a' }] });
  assert.deepEqual(await second, { value: 'b', tracks: [{ name: 'b' }] });
});

test('errors arrive as what they were', async () => {
  const errors = {
    TypeError: new TypeError('no'),
    NotAllowedError: new DOMException('denied', 'NotAllowedError'),
    OverconstrainedError: new OverconstrainedError('width', ''),
  };
  for (const [name, error] of Object.entries(errors)) {
    const { page } = connected({
      now: () => {
        throw error;
      },
      later: () => Promise.reject(error),
    });
    const { message } = error;
    assert.throws(() => page.call('now', null), { name, message });
    await assert.rejects(page.request('later', null), { name, message });
  }
});

test('what is no call is not answered, and what is not there is an error', () => {
  const { page, target } = connected({ real: () => ({}) });
  for (const detail of [null, 5, {}, { id: 1 }, { id: 1, name: 'real', args: 'all' }]) {
    target.dispatchEvent(new CustomEvent('call', { detail }));
  }
  for (const name of ['toString', '__proto__', 'constructor', 'other']) {
    assert.throws(() => page.call(name, null), TypeError);
  }
});

test('a request that nobody understands is refused, not waited for', async () => {
  const page = new ContentChannel(natives, new EventTarget(), () => {});
  await assert.rejects(page.request('open', null), TypeError);
});

test('a site that is left alone is told', () => {
  const { alone, target } = connected({});
  target.dispatchEvent(new Event('alone'));
  assert.equal(alone.told, 1);
});
