import assert from 'node:assert/strict';
import { test } from 'node:test';

import { receivePageMessages } from '../../extension/src/page/dedicated-worker/page-messages.js';

const TOKEN = 'secret';

class Frame {
  /**
   * @param {number} timestamp
   * @param {number} [width]
   */
  constructor(timestamp, width = 640) {
    this.timestamp = timestamp;
    this.width = width;
  }
}

class Stream {}

/** A worker's scope, and what its script is told. */
function begin() {
  const scope = new EventTarget();
  /** @type {unknown[]} */
  const told = [];
  /** @type {unknown[]} */
  const heard = [];
  const natives = {
    scope,
    addEventListener: (
      /** @type {EventTarget} */ target,
      /** @type {[string, (event: Event) => void, boolean]} */ ...rest
    ) => target.addEventListener(...rest),
    isTrusted: (/** @type {any} */ event) => !event.forged,
    eventData: (/** @type {any} */ event) => event.data,
    stopEvent: (/** @type {Event} */ event) => event.stopImmediatePropagation(),
    isFrame: (/** @type {unknown} */ value) => value instanceof Frame,
    isStream: (/** @type {unknown} */ value) => value instanceof Stream,
    frameTimestamp: (/** @type {Frame} */ frame) => frame.timestamp,
    frameDisplayWidth: (/** @type {Frame} */ frame) => frame.width,
    frameDisplayHeight: () => 480,
  };
  receivePageMessages(/** @type {any} */ (natives), TOKEN, {
    begin: (port) => told.push(['begin', port]),
    frame: (frame, { blurred }) => told.push([frame, blurred]),
    stream: (stream, port) => told.push([stream, port]),
  });
  scope.addEventListener('message', (event) => heard.push(/** @type {any} */ (event).data));
  const post = (/** @type {unknown} */ data, more = {}) =>
    scope.dispatchEvent(Object.assign(new Event('message'), { data, ...more }));
  return { told, heard, post };
}

/**
 * @param {number} timestamp_us
 * @param {boolean} blurred
 */
function tells(timestamp_us, blurred) {
  return { timestamp_us, width: 640, height: 480, known: { blurred, mask: undefined } };
}

/**
 * @param {unknown[]} frames
 * @param {unknown[]} [streams]
 */
function about(frames, streams = []) {
  return { token: TOKEN, type: 'about', frames, streams };
}

test('what the page’s script says the worker’s never hears', () => {
  const { told, heard, post } = begin();
  post({ token: TOKEN, type: 'begin', port: 'port' });
  post(about([]));
  post('the page’s own');
  assert.deepEqual(told, [['begin', 'port']]);
  assert.deepEqual(heard, ['the page’s own']);
});

test('what has another token, or none, or is not the browser’s, is the page’s', () => {
  const { told, heard, post } = begin();
  const data = [{ token: 'guess', type: 'begin' }, { type: 'begin' }, null, 5];
  for (const one of data) post(one);
  const forged = { token: TOKEN, type: 'begin', port: 'port' };
  post(forged, { forged: true });
  assert.deepEqual(told, []);
  assert.deepEqual(heard, [...data, forged]);
});

test('what is said is of the next message, and of no other', () => {
  const { told, post } = begin();
  const frame = new Frame(5);
  post(about([tells(5, true)]));
  post({ deep: [frame] });
  post({ deep: [new Frame(5)] });
  assert.deepEqual(told, [[frame, true]]);
});

test('a message that could not be sent takes nothing along', () => {
  const { told, post } = begin();
  post(about([tells(5, true)]));
  post({ token: TOKEN, type: 'nothing' });
  post(new Frame(5));
  assert.deepEqual(told, []);
});

test('each frame is known by its look; of two that look alike and differ, none', () => {
  const { told, post } = begin();
  const [first, second] = [new Frame(5), new Frame(6)];
  post(about([tells(6, false), tells(5, true)]));
  post([first, second, new Frame(7), new Frame(5, 320)]);
  assert.deepEqual(told, [
    [first, true],
    [second, false],
  ]);
  post(about([tells(5, true), tells(5, false)]));
  post([new Frame(5), new Frame(5)]);
  assert.equal(told.length, 2);
});

test('streams are told of in their order, if all of them were seen', () => {
  const { told, post } = begin();
  const streams = [new Stream(), new Stream()];
  post(about([], [null, 'port']));
  post(streams);
  assert.deepEqual(told, [[streams[1], 'port']]);
  post(about([], ['port']));
  post([new Stream(), new Stream()]);
  assert.equal(told.length, 1);
});
