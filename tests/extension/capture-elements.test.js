import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CaptureElements } from '../../extension/src/content/tracks/capture-elements.js';
import { splitConstraints } from '../../extension/src/shared/constraints.js';
import { plain, turn } from './fakes.js';

/**
 * @typedef {{kind: string, name: string, readyState: string, stop(): void}} FakeTrack
 * @typedef {Awaited<ReturnType<import('../../extension/src/content/tracks/page-cameras.js').PageCameras['adopt']>>} Replaced
 */

/**
 * @param {string} name
 * @param {string} [kind]
 * @returns {FakeTrack}
 */
function track(name, kind = 'video') {
  return {
    ...{ kind, name, readyState: 'live' },
    stop() {
      this.readyState = 'ended';
    },
  };
}

class FakeElement extends EventTarget {
  /** @type {FakeTrack | null} */
  track = null;
  /** @type {string[]} */
  heard = [];

  /** @param {string} localName */
  constructor(localName) {
    super();
    this.localName = localName;
    for (const type of ['track', 'stream']) {
      this.addEventListener(type, () => this.heard.push(type));
    }
  }
}

/** A document's elements, whose cameras the test adopts. */
class Bench {
  policy = { alone: false };
  /** What is to be adopted, with what was asked. @type {{tracks: FakeTrack[], effects: object}[]} */
  asked = [];
  /** @type {(replaced: Replaced) => void} */
  replace = () => {};
  /** @type {(error: Error) => void} */
  fail = () => {};
  /** The listeners that the page's come after. @type {Map<string, (event: object) => void>} */
  #listeners = new Map();
  elements = new CaptureElements(
    /** @type {any} */ ({
      policy: this.policy,
      adopt: (/** @type {FakeTrack[]} */ tracks, /** @type {{effects: object}} */ { effects }) => {
        this.asked.push({ tracks, effects: plain(effects) });
        return new Promise((resolve, reject) => {
          this.replace = resolve;
          this.fail = reject;
        });
      },
    }),
  );

  constructor() {
    const window = {
      addEventListener: (/** @type {string} */ type, /** @type {() => void} */ listener) =>
        this.#listeners.set(type, listener),
    };
    this.elements.watch(/** @type {any} */ (window));
  }

  /** @param {FakeElement} element */
  captured(element) {
    const tracks = this.elements.captured(/** @type {any} */ (element));
    return tracks?.map((found) => /** @type {any} */ (found).name) ?? null;
  }

  /**
   * @param {FakeElement} element
   * @param {string} type
   * @returns {boolean} whether the page hears the browser's event
   */
  browserSays(element, type) {
    let heard = true;
    this.#listeners.get(type)?.({
      ...{ type, target: element, isTrusted: true },
      stopImmediatePropagation: () => {
        heard = false;
      },
    });
    return heard;
  }

  /** @param {FakeElement} element */
  click(element) {
    this.#listeners.get('click')?.({ isTrusted: true, composedPath: () => [element] });
  }

  /**
   * @param {FakeTrack[]} tracks
   * @param {boolean} [ours]
   */
  async adopted(tracks, ours = true) {
    this.replace({ tracks: /** @type {any} */ (tracks), ours });
    await turn();
  }
}

test('a camera is told of when it is ours, once', async () => {
  const bench = new Bench();
  const element = new FakeElement('camera');
  assert.deepEqual(bench.captured(element), []);
  element.track = track('native');
  assert.equal(bench.browserSays(element, 'track'), false);
  assert.deepEqual(bench.captured(element), []);
  assert.deepEqual(element.heard, []);
  await bench.adopted([track('ours')]);
  assert.deepEqual(bench.captured(element), ['ours']);
  assert.deepEqual(element.heard, ['track']);
  assert.deepEqual(bench.asked, [{ tracks: [element.track], effects: {} }]);
});

test('a page that asks before the event starts it, and the event comes when it is ours', async () => {
  const bench = new Bench();
  const element = new FakeElement('camera');
  element.track = track('native');
  assert.deepEqual(bench.captured(element), []);
  await bench.adopted([track('ours')]);
  assert.deepEqual(element.heard, ['track']);
  assert.equal(bench.browserSays(element, 'track'), false);
  assert.equal(bench.asked.length, 1);
});

test('what was captured before is told until the next one is ours', async () => {
  const bench = new Bench();
  const element = new FakeElement('camera');
  element.track = track('native');
  bench.browserSays(element, 'track');
  await bench.adopted([track('ours')]);
  element.track = track('second');
  bench.browserSays(element, 'track');
  assert.deepEqual(bench.captured(element), ['ours']);
  await bench.adopted([track('second of ours')]);
  assert.deepEqual(bench.captured(element), ['second of ours']);
});

test('a camera that cannot be ours has ended when the page gets it', async () => {
  const bench = new Bench();
  const element = new FakeElement('camera');
  element.track = track('native');
  bench.browserSays(element, 'track');
  bench.fail(new Error('broken'));
  await turn();
  assert.equal(bench.captured(element), null);
  assert.equal(element.track.readyState, 'ended');
  assert.deepEqual(element.heard, ['track']);
});

test('a site that is left alone has its own tracks and events', async () => {
  const bench = new Bench();
  const element = new FakeElement('camera');
  element.track = track('native');
  bench.browserSays(element, 'track');
  // The choice was not known before.
  await bench.adopted([element.track], false);
  assert.equal(bench.captured(element), null);
  assert.deepEqual(element.heard, ['track']);
  bench.policy.alone = true;
  element.track = track('second');
  assert.equal(bench.captured(element), null);
  assert.equal(bench.browserSays(element, 'track'), true);
});

test('a stream is adopted with all of its tracks', async () => {
  const bench = new Bench();
  const element = new FakeElement('usermedia');
  const tracks = [track('microphone', 'audio'), track('native')];
  Object.assign(element, { stream: { getTracks: () => tracks } });
  bench.browserSays(element, 'stream');
  assert.deepEqual(bench.asked, [{ tracks, effects: {} }]);
  await bench.adopted([track('microphone', 'audio'), track('ours')]);
  assert.deepEqual(bench.captured(element), ['microphone', 'ours']);
  assert.deepEqual(element.heard, ['stream']);
});

test('the first constraints count', () => {
  const bench = new Bench();
  const element = new FakeElement('camera');
  const told = /** @type {any} */ (element);
  bench.elements.prefer(told, splitConstraints({ backgroundBlur: true }, []));
  bench.elements.prefer(told, splitConstraints({}, []));
  element.track = track('native');
  bench.browserSays(element, 'track');
  assert.deepEqual(bench.asked[0]?.effects, { backgroundBlur: true });
});

test('other elements, and events of the page itself, are nothing to it', () => {
  const bench = new Bench();
  const microphone = new FakeElement('microphone');
  microphone.track = track('microphone', 'audio');
  const subtitles = new FakeElement('track');
  subtitles.track = track('subtitles', 'subtitles');
  for (const element of [microphone, subtitles, new FakeElement('camera')]) {
    assert.equal(bench.browserSays(element, 'track'), true);
  }
  assert.deepEqual(bench.asked, []);
});

test('a camera whose track has ended goes off before the next click counts', async () => {
  const bench = new Bench();
  const element = new FakeElement('camera');
  element.track = track('native');
  bench.browserSays(element, 'track');
  const ours = track('ours');
  await bench.adopted([ours]);
  bench.click(element);
  assert.equal(element.track.readyState, 'live');
  ours.stop();
  bench.click(element);
  assert.equal(element.track.readyState, 'ended');
});
