/** The promises of a track whose engine hears everything later, whatever happens in between. */

import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';

import { TrackConfiguration } from '../../extension/src/content/constraints/track-configuration.js';
import { FakeClock, FakeFrame, FakeTrack, fakeScheduler, seededRandom } from './fakes.js';

/** @typedef {import('../../extension/src/content/engine/engine-messages.js').Command} Command */

const FRAME_US = 33_000;
const NOTHING = { backgroundBlur: false, backgroundSegmentationMask: false };
const BLUR = { ...NOTHING, backgroundBlur: true };
const CIRCUMSTANCES = { asked: NOTHING, forced: false, serverUp: true };

/** @type {typeof import('../../extension/src/content/tracks/page-track.js').PageTrack} */
let PageTrack;
/** @type {typeof import('../../extension/src/content/engine/track-picture.js').TrackPicture} */
let TrackPicture;
/** @type {FakeClock} */
let clock;

before(async () => {
  Object.assign(globalThis, { MediaStreamTrackGenerator: FakeTrack });
  ({ PageTrack } = await import('../../extension/src/content/tracks/page-track.js'));
  ({ TrackPicture } = await import('../../extension/src/content/engine/track-picture.js'));
});

beforeEach(() => {
  clock = new FakeClock();
  Object.assign(globalThis, { scheduler: fakeScheduler(clock) });
});

class Scene {
  /** @type {Command[]} */
  #commands = [];
  /** What the host has not heard yet. @type {(() => void)[]} */
  #events = [];
  #picture;
  #number = 0;
  #pending = false;
  /** Whether the page, or the person, was told that blur is on. */
  promised = { page: false, person: false };
  counts = { raw: 0, hidden: 0, promises: 0, refusals: 0, told: 0 };
  track;
  /** Of what the person has done, for the page. */
  news = false;

  constructor() {
    const writer = {
      write: (/** @type {FakeFrame} */ frame) => {
        this.#written(frame); // what it throws must not be a mere refusal of the frame
        return Promise.resolve();
      },
    };
    const writable = { getWriter: () => ({ ...writer, close: async () => {} }) };
    this.#picture = new TrackPicture(
      /** @type {any} */ (writable),
      { hidden: false, mask: false },
      {
        onChanged: (state) => this.#events.push(() => this.track.changed(state)),
        onDelivered: (...args) => this.#events.push(() => this.track.delivered(...args)),
      },
    );
    const source = /** @type {any} */ ({
      muted: false,
      camera: {},
      update() {},
      remove() {},
      bringNews() {},
    });
    const engine = { send: (/** @type {Command} */ command) => void this.#commands.push(command) };
    this.track = new PageTrack(
      { source, engine, id: 1 },
      { configuration: new TrackConfiguration(CIRCUMSTANCES), constraints: {} },
    );
    this.#commands = [];
    this.track.track.addEventListener('configurationchange', () => {
      this.counts.told += 1;
      this.promised.person = this.track.configuration.forced;
    });
  }

  hearCommand() {
    const [name, , argument] = this.#commands.shift() ?? [];
    switch (name) {
      case 'move':
        this.#picture.move(/** @type {any} */ (argument));
        break;
      case 'setMask':
      case 'setFlows':
        this.#picture[name](/** @type {boolean} */ (argument));
        break;
    }
  }

  hearEvent() {
    this.#events.shift()?.();
  }

  cameraFrame() {
    this.#number += 1;
    const timestamp = this.#number * FRAME_US;
    const verdict = this.#picture.judge(timestamp, performance.now());
    if (verdict === 'raw') this.#picture.showRaw(frameOf(FakeFrame.ofCamera(timestamp)));
    if (verdict === 'conceal')
      this.#picture.showConcealed(frameOf(new FakeFrame(null, { timestamp })));
  }

  composedFrame() {
    const timestamp = this.#number * FRAME_US;
    this.#picture.showComposed(timestamp, frameOf(new FakeFrame(null, { timestamp })), null);
  }

  /** @param {boolean} blur */
  ask(blur) {
    if (this.#pending) return;
    this.#pending = true;
    if (!blur) this.promised.page = false;
    this.track.setAsked(blur ? BLUR : NOTHING).then(
      () => {
        this.#pending = false;
        this.promised.page = blur;
        if (blur) this.counts.promises += 1;
      },
      () => {
        this.#pending = false;
        this.counts.refusals += 1;
      },
    );
  }

  /** @param {boolean} forced */
  force(forced) {
    this.track.setForced(forced);
    this.news = true;
  }

  announce() {
    if (this.news) this.track.announce();
    this.news = false;
  }

  /** @param {boolean} enabled */
  enable(enabled) {
    this.track.track.enabled = enabled;
    this.track.tellFlows();
  }

  /** @param {FakeFrame} frame */
  #written({ kind, timestamp }) {
    const hidden = kind === 'made';
    this.counts[hidden ? 'hidden' : 'raw'] += 1;
    const { page, person } = this.promised;
    assert.ok(hidden || !(page || person), 'a raw frame in spite of a promise');
    // Whoever asks before the record has come is told of no hiding that is not true.
    const record = this.track.output.record(timestamp);
    assert.ok(hidden || !record?.blurred, 'a raw frame that passes for a hidden one');
  }
}

/** @param {FakeFrame} frame */
function frameOf(frame) {
  return /** @type {VideoFrame} */ (/** @type {unknown} */ (frame));
}

test('no raw frame after a promise, and no false record, in whatever order things are heard', async () => {
  const totals = { raw: 0, hidden: 0, promises: 0, refusals: 0, told: 0 };
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = seededRandom(seed);
    const scene = new Scene();
    for (let step = 0; step < 150; step += 1) {
      const dice = random();
      if (dice < 0.25) scene.cameraFrame();
      else if (dice < 0.45) scene.composedFrame();
      else if (dice < 0.65) scene.hearCommand();
      else if (dice < 0.85) scene.hearEvent();
      else if (dice < 0.92) scene.ask(random() < 0.7);
      else if (dice < 0.945) scene.force(random() < 0.5);
      else if (dice < 0.97) scene.announce();
      else if (dice < 0.99) scene.enable(random() < 0.6);
      else await clock.advance(3000);
      await clock.advance(0);
    }
    for (const [name, count] of Object.entries(scene.counts)) {
      totals[/** @type {keyof typeof totals} */ (name)] += count;
    }
  }
  // The test itself: all of it has happened.
  for (const [name, count] of Object.entries(totals)) assert.ok(count > 20, `${name}: ${count}`);
});
