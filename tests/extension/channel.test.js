import assert from 'node:assert/strict';
import { test } from 'node:test';

import { acceptChannel, answerCalls } from '../../extension/src/content/channel.js';
import { ContentChannel } from '../../extension/src/page/content-channel.js';
import { plain } from './fakes.js';

/** @typedef {Record<string, import('../../extension/src/content/channel.js').Method>} Methods */

class FocusEvent extends Event {
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
Object.assign(globalThis, { FocusEvent, MediaStreamTrackEvent, OverconstrainedError });

const natives = /** @type {import('../../extension/src/page/natives.js').Natives} */ (
  /** @type {unknown} */ ({
    CustomEvent,
    FocusEvent,
    MediaStreamTrackEvent,
    OverconstrainedError,
    DOMException,
    Promise,
    TypeError,
    structuredClone,
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
  const idle = { told: 0 };
  const content = () =>
    acceptChannel(window, (channel) => {
      answerCalls(channel, methods);
      target = channel;
    });
  /** @type {EventTarget} */
  let target = window;
  if (contentFirst) content();
  const count = (/** @type {{told: number}} */ news) => () => {
    news.told += 1;
  };
  const page = new ContentChannel(natives, window, count(alone), count(idle));
  if (!contentFirst) content();
  return { window, page, alone, idle, target };
}

test('the two find each other, whichever comes first', () => {
  for (const contentFirst of [true, false]) {
    const { page } = connected({ name: () => ({ value: 'here' }) }, contentFirst);
    assert.equal(page.call('name', null).value, 'here');
  }
});

test('who comes later is not heard', () => {
  const { window } = connected({});
  const late = new FocusEvent('camveil-channel', { relatedTarget: new EventTarget() });
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
  assert.deepEqual(plain(await first), { value: 'a', tracks: [{ name: 'a' }] });
  assert.deepEqual(plain(await second), { value: 'b', tracks: [{ name: 'b' }] });
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
  const page = new ContentChannel(
    natives,
    new EventTarget(),
    () => {},
    () => {},
  );
  await assert.rejects(page.request('open', null), TypeError);
});

test('a site that is left alone is told', () => {
  const { alone, idle, target } = connected({});
  target.dispatchEvent(new Event('alone'));
  assert.deepEqual([alone.told, idle.told], [1, 0]);
});

test('that no frame is on its way any more is told', () => {
  const { alone, idle, target } = connected({});
  target.dispatchEvent(new Event('idle'));
  assert.deepEqual([alone.told, idle.told], [0, 1]);
});

const { apply, defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;

/**
 * Lets functions of a page's stand in for the built-in ones, and getters of its be inherited.
 * @param {() => void} onRun one of them runs
 * @returns {() => void} undoes it
 */
function poison(onRun) {
  /** @type {{owner: object, name: string | symbol, member: PropertyDescriptor}[]} */
  const changes = [];
  for (const { prototype } of [Array, Map, Set, WeakMap, WeakSet, Promise]) {
    for (const name of ownKeys(prototype)) {
      const native = getOwnPropertyDescriptor(prototype, name);
      if (typeof native?.value !== 'function' || name === 'constructor') continue;
      const member = {
        ...native,
        /** @this {unknown} @param {...unknown} args */
        value(...args) {
          onRun();
          return apply(native.value, this, args);
        },
      };
      changes.push({ owner: prototype, name, member });
    }
  }
  const inherited = { configurable: true, get: onRun, set: onRun };
  changes.push({ owner: Array.prototype, name: '0', member: inherited });
  const names = ['bubbles', 'composed', 'constraint', 'failure', 'id', 'then', 'track', 'tracks'];
  for (const name of names) changes.push({ owner: Object.prototype, name, member: inherited });
  const undo = changes.map(({ owner, name }) => {
    const native = getOwnPropertyDescriptor(owner, name);
    return () => (native ? defineProperty(owner, name, native) : deleteProperty(owner, name));
  });
  for (let at = 0; at < changes.length; at += 1) {
    const { owner, name, member } = /** @type {typeof changes[number]} */ (changes[at]);
    defineProperty(owner, name, member);
  }
  return () => {
    for (let at = 0; at < undo.length; at += 1) undo[at]?.();
  };
}

test('nothing of the page runs while an event of the channel is heard, or leads to it', async () => {
  const window = new EventTarget();
  /** @type {EventTarget} */
  let target = window;
  acceptChannel(window, (channel) => {
    target = channel;
  });
  let heard = 0;
  let ran = 0;
  /** @type {typeof natives} */
  const listening = {
    ...natives,
    addEventListener: (on, type, listener) =>
      on.addEventListener(/** @type {string} */ (type), (/** @type {Event} */ event) => {
        heard += 1;
        const restore = poison(() => {
          ran += 1;
        });
        try {
          /** @type {(event: Event) => void} */ (listener)(event);
        } finally {
          restore();
        }
      }),
    // Without the page's functions the rest of this test is as it is with them.
    eventDetail: (event) => /** @type {any} */ (event).plain,
  };
  const page = new ContentChannel(
    listening,
    window,
    () => {},
    () => {},
  );
  /** @param {string} type @param {object} plain @param {MediaStreamTrack} [its] */
  const tell = (type, plain, its) => {
    if (its) target.dispatchEvent(new MediaStreamTrackEvent('track', { track: its }));
    target.dispatchEvent(Object.assign(new Event(type), { plain }));
  };
  /** @type {number[]} */
  const asked = [];
  target.addEventListener('call', (event) => {
    const { id, name } = /** @type {CustomEvent} */ (event).detail;
    event.preventDefault();
    asked.push(id);
    if (name === 'now') tell('reply', { id, value: 1 }, track('now'));
  });
  assert.deepEqual(plain(page.call('now', null)), { value: 1, tracks: [track('now')] });
  const [good, bad] = [page.request('later', null), page.request('later', null)];
  tell('settled', { id: asked[1], value: 2 }, track('later'));
  tell('settled', { id: asked[2], failure: { name: 'TypeError', message: 'no' } });
  assert.deepEqual(plain(await good), { value: 2, tracks: [track('later')] });
  await assert.rejects(bad, TypeError);
  assert.equal(heard, 5);
  assert.equal(ran, 0);
});

test('what the page has put into a call has run before it is asked', () => {
  /** @type {string[]} */
  const order = [];
  const { page } = connected({
    about: (_, given) => {
      order.push('asked');
      return { value: given.it };
    },
  });
  const given = {
    get it() {
      order.push('read');
      return 7;
    },
  };
  assert.equal(page.call('about', null, given).value, 7);
  assert.deepEqual(order, ['read', 'asked']);
});
