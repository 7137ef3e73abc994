import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';

import { FakeClock, FakeFrame, fakeScheduler, turn } from './fakes.js';

/** @typedef {import('../../extension/src/content/engine/engine-messages.js').EngineEvent} EngineEvent */

/** @type {typeof import('../../extension/src/content/engine/camera-engine.js').CameraEngine} */
let CameraEngine;
/** @type {FakeClock} */
let clock;

before(async () => {
  Object.assign(globalThis, { VideoFrame: FakeFrame });
  ({ CameraEngine } = await import('../../extension/src/content/engine/camera-engine.js'));
});

beforeEach(() => {
  clock = new FakeClock();
  Object.assign(globalThis, { scheduler: fakeScheduler(clock) });
  FakeFrame.open.clear();
});

/** An engine with a camera, and all that it does, in order. */
class Scene {
  /** @type {(EngineEvent | [name: 'written', track: number, kind: string, timestamp_us: number])[]} */
  log = [];
  engine = new CameraEngine((event) => this.log.push(event));
  /** @type {ReadableStreamDefaultController<VideoFrame> | undefined} */
  camera;

  /** @param {number} timestamp_us */
  async frame(timestamp_us) {
    const frame = /** @type {VideoFrame} */ (
      /** @type {unknown} */ (FakeFrame.ofCamera(timestamp_us))
    );
    if (this.camera) {
      this.camera.enqueue(frame);
    } else {
      const start = (/** @type {ReadableStreamDefaultController<VideoFrame>} */ controller) => {
        this.camera = controller;
      };
      this.engine.camera(new ReadableStream({ start }), frame);
    }
    await turn();
  }

  /** @param {number} track */
  add(track, { hidden = false, mask = false } = {}) {
    const writable = new WritableStream({
      write: (/** @type {FakeFrame} */ frame) => {
        this.log.push(['written', track, frame.kind, frame.timestamp]);
        frame.close();
      },
    });
    const video = /** @type {WritableStream<VideoFrame>} */ (/** @type {unknown} */ (writable));
    this.engine.add(track, video, hidden, mask);
  }

  /** @param {number} track */
  written(track) {
    return this.log.flatMap((one) => (one[0] === 'written' && one[1] === track ? [one[2]] : []));
  }

  /** @param {string} name */
  events(name) {
    return this.log.filter(([one]) => one === name);
  }
}

test('a record is told before its frame is on its way, and its state before that', async () => {
  const scene = new Scene();
  scene.add(1);
  await scene.frame(1000);
  scene.engine.move(1, 'hidden');
  await scene.frame(2000);
  const { log } = scene;
  assert.deepEqual(
    log.filter(([name]) => !['camera', 'connect', 'times'].includes(name)),
    [
      ['delivered', 1, 1000, { blurred: false, mask: null }, false],
      ['written', 1, 'camera', 1000],
      ['changed', 1, { phase: 'concealed', commands: 1 }],
      ['delivered', 1, 2000, { blurred: true, mask: null }, false],
      ['written', 1, 'made', 2000],
    ],
  );
});

test('nothing raw is written after the answer to a command that hides', async () => {
  const scene = new Scene();
  scene.add(1);
  scene.add(2, { hidden: true });
  for (let n = 1; n <= 4; n += 1) await scene.frame(n * 1000);
  scene.engine.setMask(1, true);
  scene.engine.move(1, 'hidden');
  for (let n = 5; n <= 8; n += 1) await scene.frame(n * 1000);
  assert.deepEqual(scene.written(1), [...Array(4).fill('camera'), ...Array(4).fill('made')]);
  assert.deepEqual(scene.written(2), Array(8).fill('made'));
});

test('a call that gives up just as its first result comes leaves the picture hidden', async () => {
  const scene = new Scene();
  scene.add(1);
  scene.engine.move(1, 'asked');
  scene.engine.move(1, 'hidden');
  scene.engine.move(1, 'gaveUp');
  assert.deepEqual(scene.log.at(-1), ['changed', 1, { phase: 'concealed', commands: 3 }]);
});

test('tracks that do not flow need nothing', async () => {
  const scene = new Scene();
  scene.add(1, { hidden: true });
  scene.engine.setFlows(1, false);
  scene.engine.update();
  await scene.frame(1000);
  assert.deepEqual(scene.events('connect'), []);
  scene.engine.setFlows(1, true);
  scene.engine.update();
  assert.deepEqual(scene.events('connect'), [['connect', 1]]);
});

test('a connection that is lost before it has parts is asked for again', async () => {
  const scene = new Scene();
  scene.add(1, { hidden: true });
  scene.engine.update();
  scene.engine.lost(1);
  assert.deepEqual(scene.events('server'), [['server', false]]);
  await clock.advance(250);
  assert.deepEqual(
    scene.log.filter(([name]) => name !== 'server'),
    [
      ['connect', 1],
      ['leave', 1],
      ['release', 1],
      ['connect', 2],
    ],
  );
});

test('an engine that is closed leaves no frame open, and says so at the very end', async () => {
  const scene = new Scene();
  scene.add(1, { hidden: true });
  scene.engine.update();
  await scene.frame(1000);
  scene.engine.remove(1);
  scene.engine.close();
  await scene.frame(2000);
  await clock.advance(1000);
  assert.deepEqual(scene.log.at(-1), ['closed']);
  assert.deepEqual(scene.events('closed').length, 1);
  assert.deepEqual([scene.written(1).length, FakeFrame.open.size, clock.pending], [1, 0, 0]);
});

test('an engine is not over before every frame that it gave has been taken', async () => {
  const scene = new Scene();
  let take = () => {};
  const slow = new WritableStream({
    write: (/** @type {FakeFrame} */ frame) =>
      new Promise((resolve) => {
        take = () => {
          frame.close();
          resolve(undefined);
        };
      }),
  });
  scene.engine.add(1, /** @type {any} */ (slow), false, false);
  await scene.frame(1000);
  scene.engine.remove(1);
  scene.engine.close();
  await clock.advance(1000);
  assert.deepEqual(scene.events('closed'), []);
  take();
  await turn();
  assert.deepEqual([scene.events('closed').length, FakeFrame.open.size], [1, 0]);
});

test('a camera that is let go before its first frame leaves nothing to wait for', async () => {
  const scene = new Scene();
  scene.add(1);
  scene.engine.remove(1);
  scene.engine.close();
  await turn();
  assert.deepEqual([scene.events('closed').length, FakeFrame.open.size], [1, 0]);
});
