import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';

import { FakeClock, FakeTrack, fakeScheduler, turn } from './fakes.js';

/** @typedef {import('../../extension/src/content/engine/engine-messages.js').Command} Command */

/** @type {typeof import('../../extension/src/content/tracks/page-track.js').PageTrack} */
let PageTrack;
/** @type {FakeClock} */
let clock;

before(async () => {
  Object.assign(globalThis, { MediaStreamTrackGenerator: FakeTrack });
  ({ PageTrack } = await import('../../extension/src/content/tracks/page-track.js'));
});

beforeEach(() => {
  clock = new FakeClock();
  Object.assign(globalThis, { scheduler: fakeScheduler(clock) });
});

const NOTHING = { backgroundBlur: false, backgroundSegmentationMask: false };
const BLUR = { ...NOTHING, backgroundBlur: true };

/** A track whose engine is in another thread: it obeys when the test says so. */
class Scene {
  /** What the engine has not heard yet. @type {Command[]} */
  commands = [];
  #obeyed = 0;
  /** @type {import('../../extension/src/content/engine/effect-state.js').Phase} */
  phase = 'raw';
  track;

  constructor() {
    const source = /** @type {any} */ ({
      muted: false,
      camera: {},
      update() {},
      remove() {},
    });
    const engine = { send: (/** @type {Command} */ command) => void this.commands.push(command) };
    this.track = new PageTrack(
      { source, engine, id: 1 },
      { circumstances: { asked: NOTHING, forced: false, serverUp: true }, constraints: {} },
    );
    assert.equal(this.commands.shift()?.[0], 'add');
  }

  /** The engine hears everything that was said so far. */
  obey() {
    const heard = this.commands.splice(0);
    for (const [name, , argument] of heard) {
      if (name === 'move' && argument === 'asked' && this.phase === 'raw') this.phase = 'arming';
      if (name === 'move' && argument === 'hidden' && this.phase !== 'composed') {
        this.phase = 'concealed';
      }
      if (name === 'move' && argument === 'released') this.phase = 'raw';
    }
    this.#obeyed += heard.length;
    this.#tell();
    return turn();
  }

  composed() {
    this.phase = 'composed';
    this.#tell();
    this.track.delivered(1000, { blurred: true, mask: null }, true);
    return turn();
  }

  #tell() {
    this.track.changed({ phase: this.phase, commands: this.#obeyed });
  }
}

/** @param {Promise<unknown>} promise */
function watch(promise) {
  const watched = { state: 'pending' };
  promise.then(
    () => {
      watched.state = 'resolved';
    },
    ({ name }) => {
      watched.state = name;
    },
  );
  return watched;
}

test('a call that asks for blur settles only when the engine obeys the last of it', async () => {
  const scene = new Scene();
  const call = watch(scene.track.setAsked(BLUR));
  await scene.obey();
  assert.equal(call.state, 'pending');
  await scene.composed();
  assert.equal(call.state, 'pending');
  assert.equal(scene.track.configuration.settings.backgroundBlur, false);
  assert.deepEqual(scene.commands.at(-1), ['move', 1, 'hidden']);
  await scene.obey();
  assert.equal(call.state, 'resolved');
  assert.equal(scene.track.configuration.settings.backgroundBlur, true);
});

test('what was composed before the engine heard of a call is no proof of it', async () => {
  const scene = new Scene();
  scene.phase = 'composed';
  const call = watch(scene.track.setAsked(BLUR));
  await scene.composed();
  await scene.obey();
  assert.equal(call.state, 'pending');
  await scene.composed();
  await scene.obey();
  assert.equal(call.state, 'resolved');
});

test('a call on a disabled track settles when a hidden frame has followed the last raw one', async () => {
  const scene = new Scene();
  scene.track.track.enabled = false;
  const call = watch(scene.track.setAsked(BLUR));
  await turn();
  assert.equal(call.state, 'pending');
  await scene.obey();
  assert.equal(scene.phase, 'concealed');
  assert.equal(call.state, 'pending');
  scene.track.delivered(1000, { blurred: true, mask: null }, false);
  await turn();
  assert.equal(call.state, 'resolved');
});

test('a call on a disabled track waits no longer than a frame may be on its way', async () => {
  const scene = new Scene();
  scene.track.track.enabled = false;
  const call = watch(scene.track.setAsked(BLUR));
  await turn();
  await scene.obey();
  await clock.advance(99);
  assert.equal(call.state, 'pending');
  await clock.advance(1);
  assert.equal(call.state, 'resolved');
});

test('an engine that does not answer fails the call, and hides nothing from the page', async () => {
  const scene = new Scene();
  const call = watch(scene.track.setAsked(BLUR));
  await clock.advance(3000);
  assert.equal(call.state, 'OperationError');
  assert.equal(scene.track.configuration.settings.backgroundBlur, false);
});

test("the person's switch is announced when the gate obeys it, and not before", async () => {
  const scene = new Scene();
  let events = 0;
  scene.track.track.addEventListener('configurationchange', () => {
    events += 1;
  });
  scene.track.setForced(true);
  await clock.advance(100);
  assert.deepEqual([events, scene.track.configuration.settings.backgroundBlur], [0, false]);
  await scene.obey();
  await clock.advance(0);
  assert.deepEqual([events, scene.track.configuration.settings.backgroundBlur], [1, true]);
});

test('a switch that goes off while a call settles does not uncover what the call hid', async () => {
  const scene = new Scene();
  scene.track.setForced(true);
  await scene.obey();
  await clock.advance(0);
  const call = watch(scene.track.setAsked(BLUR));
  await scene.obey();
  scene.track.setForced(false);
  await scene.obey();
  assert.equal(call.state, 'resolved');
  assert.equal(scene.phase, 'concealed');
});

test('a track whose engine broke down ends, and its page hears of it once', async () => {
  const scene = new Scene();
  let ended = 0;
  scene.track.track.addEventListener('ended', () => {
    ended += 1;
  });
  const call = watch(scene.track.setAsked(BLUR));
  scene.track.fail();
  scene.track.fail();
  await turn();
  assert.deepEqual([ended, scene.track.ended, scene.track.track.readyState], [1, true, 'ended']);
  assert.equal(call.state, 'resolved');
});
