import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';

import { TrackConfiguration } from '../../extension/src/content/constraints/track-configuration.js';
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
const CIRCUMSTANCES = { asked: NOTHING, forced: false, serverUp: true };

/** A track whose engine is in another thread: it obeys when the test says so. */
class Scene {
  /** What the engine has not heard yet. @type {Command[]} */
  commands = [];
  #obeyed = 0;
  /** @type {import('../../extension/src/content/engine/effect-state.js').Phase} */
  phase = 'raw';
  track;
  /** What the page was told, as it reads it in its handler. @type {[unknown, unknown][]} */
  told = [];
  /** How often there was something to tell. */
  news = 0;

  /** @param {TrackConfiguration} [configuration] */
  constructor(configuration = new TrackConfiguration(CIRCUMSTANCES)) {
    this.source = /** @type {any} */ ({
      muted: false,
      camera: {},
      update() {},
      remove() {},
      bringNews: () => {
        this.news += 1;
      },
    });
    const { source } = this;
    const engine = { send: (/** @type {Command} */ command) => void this.commands.push(command) };
    this.track = new PageTrack({ source, engine, id: 1 }, { configuration, constraints: {} });
    const [name, , , hidden] = this.commands.shift() ?? [];
    assert.equal(name, 'add');
    this.opened = { hidden };
    this.track.track.addEventListener('configurationchange', () => {
      this.told.push([this.setting, this.track.configuration.capabilities.backgroundBlur]);
    });
  }

  get setting() {
    return this.track.configuration.settings.backgroundBlur;
  }

  /** @param {boolean} muted whether the camera gives no frames */
  mute(muted) {
    this.source.muted = muted;
    this.track.check();
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

/** A track whose blur the person has switched on, as the page knows. */
async function forced() {
  const scene = new Scene();
  scene.track.setForced(true);
  await scene.obey();
  scene.track.announce();
  await clock.advance(0);
  assert.deepEqual(scene.told.splice(0), [[true, [true]]]);
  return scene;
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

test('a change from outside hides at once; the page is told when the gate obeys, and not before', async () => {
  const scene = new Scene();
  scene.track.setForced(true);
  scene.track.announce();
  assert.deepEqual(scene.commands.at(-1), ['move', 1, 'hidden']);
  await clock.advance(100);
  assert.deepEqual(scene.told, []);
  assert.deepEqual(scene.setting, false);
  await scene.obey();
  await clock.advance(0);
  assert.deepEqual(scene.told, [[true, [true]]]);
});

test('what has not been announced is not told, neither by a frame nor by a call of the app', async () => {
  const scene = new Scene();
  scene.track.setForced(true);
  await scene.obey();
  scene.track.delivered(1000, { blurred: true, mask: null }, false);
  const call = watch(scene.track.setAsked(NOTHING));
  await scene.obey();
  await scene.obey();
  await clock.advance(1000);
  assert.equal(call.state, 'resolved');
  assert.equal(scene.phase, 'concealed');
  assert.deepEqual([scene.told, scene.setting], [[], false]);
  scene.track.announce();
  await clock.advance(0);
  assert.deepEqual(scene.told, [[true, [true]]]);
});

test('a release is told first, and uncovers then', async () => {
  const scene = await forced();
  scene.track.setForced(false);
  await scene.obey();
  assert.deepEqual([scene.phase, scene.setting], ['concealed', true]);
  scene.track.announce();
  await clock.advance(0);
  assert.deepEqual(scene.told, [[false, [false, true]]]);
  assert.deepEqual(scene.commands, [['move', 1, 'released']]);
  await scene.obey();
  assert.equal(scene.phase, 'raw');
});

test('a switch turned to and fro hides in between and tells nothing', async () => {
  const scene = new Scene();
  scene.track.setForced(true);
  await scene.obey();
  assert.equal(scene.phase, 'concealed');
  scene.track.setForced(false);
  scene.track.announce();
  await clock.advance(0);
  await scene.obey();
  assert.deepEqual([scene.told, scene.phase], [[], 'raw']);
});

test('while the track is muted nothing is told, then all of it in one event', async () => {
  const scene = new Scene();
  scene.mute(true);
  scene.track.setServer(false);
  scene.track.announce();
  scene.track.setForced(true);
  scene.track.announce();
  await scene.obey();
  await clock.advance(1000);
  assert.deepEqual([scene.told, scene.setting], [[], false]);
  assert.equal(scene.phase, 'concealed');
  scene.mute(false);
  assert.deepEqual(scene.told, [], 'in a task of its own');
  await clock.advance(0);
  assert.deepEqual(scene.told, [[true, [true]]]);
});

test('a track that is muted again before it is told waits again', async () => {
  const scene = new Scene();
  scene.mute(true);
  scene.track.setServer(false);
  scene.track.announce();
  scene.mute(false);
  scene.mute(true);
  await clock.advance(0);
  assert.deepEqual(scene.told, []);
  scene.mute(false);
  await clock.advance(0);
  assert.deepEqual(scene.told, [[false, [false]]]);
});

test('neither an ended track nor one of which nothing has changed is told anything', async () => {
  const same = new Scene();
  same.track.announce();
  await clock.advance(0);
  const ended = new Scene();
  ended.track.setServer(false);
  ended.track.announce();
  ended.track.end();
  await clock.advance(0);
  assert.deepEqual([same.told, ended.told, ended.setting], [[], [], false]);
});

test('what an app’s own call uncovers comes to it as news', async () => {
  const scene = new Scene();
  const on = watch(scene.track.setAsked(BLUR));
  await scene.obey();
  await scene.composed();
  await scene.obey();
  assert.equal(on.state, 'resolved');
  scene.track.setServer(false);
  const off = watch(scene.track.setAsked(NOTHING));
  await scene.obey();
  await scene.obey();
  assert.deepEqual([off.state, scene.news], ['resolved', 1]);
  assert.deepEqual(scene.told, []);
  scene.track.announce();
  await clock.advance(0);
  assert.deepEqual(scene.told, [[false, [false]]]);
});

test('a clone made before the page is told hides as well, and is told as well', async () => {
  const scene = new Scene();
  scene.track.setForced(true);
  const clone = new Scene(scene.track.opening.configuration);
  assert.deepEqual([clone.opened, clone.setting], [{ hidden: true }, false]);
  clone.track.announce();
  await clock.advance(0);
  assert.deepEqual(clone.told, [[true, [true]]]);
});

test('a switch that goes off while a call settles does not uncover what the call hid', async () => {
  const scene = await forced();
  const call = watch(scene.track.setAsked(BLUR));
  await scene.obey();
  scene.track.setForced(false);
  scene.track.announce();
  await clock.advance(0);
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
