import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SHOWS } from '../../extension/src/content/engine/effect-state.js';
import { Gate } from '../../extension/src/content/engine/gate.js';
import { seededRandom } from './fakes.js';

/** @typedef {import('../../extension/src/content/engine/effect-state.js').PhaseEvent} PhaseEvent */

const WITHIN_MS = 250;
const FRAME_MS = 33;

/** A gate with a camera: frames are numbered, frame n is captured at n * FRAME_MS. */
class Scene {
  gate = new Gate();

  /** @param {number} n */
  camera(n) {
    const verdict = this.gate.cameraFrame(n * 1000, n * FRAME_MS);
    // What is delivered at once, as the track does it.
    if (verdict === 'raw' || verdict === 'conceal') this.gate.delivered(n * 1000);
    return verdict;
  }

  /**
   * @param {number} n
   * @param {number} [after_ms] from its capture
   */
  composed(n, after_ms = FRAME_MS) {
    const may = this.gate.composedFrame(n * 1000, n * FRAME_MS + after_ms);
    if (may) this.gate.delivered(n * 1000);
    return may;
  }

  /**
   * Each frame's result comes before the next frame.
   * @param {number} from
   * @param {number} to included
   */
  run(from, to) {
    const story = [];
    for (let n = from; n <= to; n += 1) {
      story.push([this.camera(n), this.composed(n), this.gate.phase].join(' '));
    }
    return story;
  }
}

test('without an effect the camera goes through', () => {
  const { gate } = new Scene();
  assert.equal(gate.phase, 'raw');
  assert.equal(gate.shows, 'raw');
  assert.equal(gate.mask, false);
  assert.equal(gate.cameraFrame(1, 0), 'raw');
  assert.equal(gate.composedFrame(1, 1), false);
});

test('a whole life: asked, composed, lost, concealed, five good ones, composed, released', () => {
  const scene = new Scene();
  const { gate } = scene;
  gate.move('asked');
  assert.deepEqual([gate.phase, scene.camera(1), scene.camera(2)], ['arming', 'raw', 'raw']);
  // The first result tells that the server can; its frame was already shown as it is.
  assert.deepEqual([scene.composed(1, 70), gate.phase], [false, 'composed']);
  assert.equal(scene.composed(2, 70), false);
  assert.deepEqual(scene.run(5, 7), Array(3).fill('wait true composed'));
  // The server falls silent after frame 7.
  const silent = [8, 9, 10, 11, 12, 13, 14, 15].map((n) => scene.camera(n));
  assert.deepEqual(silent, Array(8).fill('wait'));
  assert.deepEqual([scene.camera(16), gate.phase], ['conceal', 'concealed']);
  assert.deepEqual(scene.run(25, 31), [
    'conceal false concealed',
    'conceal false concealed',
    'conceal false concealed',
    'conceal false concealed',
    'conceal false composed', // the fifth is good, but was shown concealed already
    'wait true composed',
    'wait true composed',
  ]);
  gate.move('released');
  assert.deepEqual([gate.phase, scene.camera(32)], ['raw', 'raw']);
});

test('the deadline is exact: at 250 ms a result is in time, after it is not', () => {
  for (const [after_ms, delivered, phase] of /** @type {const} */ ([
    [WITHIN_MS, true, 'composed'],
    [WITHIN_MS + 1, false, 'concealed'],
  ])) {
    const scene = new Scene();
    scene.gate.move('hidden');
    scene.run(1, 1);
    assert.equal(scene.camera(2), 'wait');
    assert.equal(scene.composed(2, after_ms), delivered);
    assert.equal(scene.gate.phase, phase);
  }
});

test('lateness is noticed without a frame too', () => {
  const scene = new Scene();
  scene.gate.move('hidden');
  scene.run(1, 1);
  scene.camera(2);
  scene.gate.checkLate(2 * FRAME_MS + WITHIN_MS);
  assert.equal(scene.gate.phase, 'composed');
  scene.gate.checkLate(2 * FRAME_MS + WITHIN_MS + 1);
  assert.equal(scene.gate.phase, 'concealed');
});

test('a track opened with blur, or forced, shows nothing but hidden frames, then composed ones', () => {
  const scene = new Scene();
  scene.gate.move('hidden');
  assert.deepEqual(scene.run(1, 3), [
    'conceal false composed',
    'wait true composed',
    'wait true composed',
  ]);
  scene.gate.move('hidden');
  assert.equal(scene.camera(4), 'wait');
});

test('force while the app still waits hides at once; one good frame is enough', () => {
  const scene = new Scene();
  scene.gate.move('asked');
  assert.equal(scene.camera(1), 'raw');
  scene.gate.move('hidden');
  assert.equal(scene.camera(2), 'conceal');
  assert.deepEqual([scene.composed(2), scene.gate.phase], [false, 'composed']);
  assert.equal(scene.camera(3), 'wait');
});

test('a server that never answers is given up, and the camera goes on', () => {
  const scene = new Scene();
  scene.gate.move('asked');
  for (let n = 1; n <= 90; n += 1) assert.equal(scene.camera(n), 'raw');
  assert.equal(scene.gate.phase, 'arming');
  scene.gate.move('gaveUp');
  assert.deepEqual([scene.gate.phase, scene.camera(91)], ['raw', 'raw']);
});

test('a server that is always too late never arms', () => {
  const scene = new Scene();
  scene.gate.move('asked');
  for (let n = 1; n <= 90; n += 1) {
    assert.equal(scene.camera(n), 'raw');
    if (n > 8) scene.gate.composedFrame((n - 8) * 1000, n * FRAME_MS + 1);
    assert.equal(scene.gate.phase, 'arming');
  }
});

test('only five good frames in a row end a concealment', () => {
  const scene = new Scene();
  scene.gate.move('hidden');
  scene.run(1, 2);
  scene.camera(3);
  assert.equal(scene.camera(20), 'conceal');
  scene.composed(20);
  scene.run(21, 23);
  assert.equal(scene.camera(24), 'conceal'); // its result is lost
  scene.gate.checkLate(24 * FRAME_MS + WITHIN_MS + 1);
  assert.deepEqual(
    scene.run(40, 44).map((step) => step.split(' ')[2]),
    ['concealed', 'concealed', 'concealed', 'concealed', 'composed'],
  );
});

test('results still on their way when a concealment begins count, if they are in time', () => {
  const scene = new Scene();
  scene.gate.move('hidden');
  scene.run(1, 1);
  for (let n = 2; n <= 9; n += 1) scene.camera(n);
  scene.gate.checkLate(4 * FRAME_MS + WITHIN_MS + 1); // 2, 3 and 4 are late, 5 is not
  assert.equal(scene.gate.phase, 'concealed');
  assert.equal(scene.composed(4, WITHIN_MS), false);
  for (const n of [5, 6, 7, 8]) assert.equal(scene.composed(n, WITHIN_MS), false, `frame ${n}`);
  assert.equal(scene.gate.phase, 'concealed');
  assert.equal(scene.composed(9, WITHIN_MS), true, 'the fifth, and nothing newer was shown');
});

test('a new ask is not made to wait for five frames by an earlier concealment', () => {
  const scene = new Scene();
  scene.gate.move('hidden');
  scene.run(1, 1);
  scene.camera(2);
  scene.camera(20);
  assert.equal(scene.gate.phase, 'concealed');
  scene.gate.move('released');
  scene.gate.move('asked');
  assert.deepEqual(scene.run(30, 31), ['raw false composed', 'wait true composed']);
});

test('frames on their way when the server is found to work are still waited for', () => {
  const scene = new Scene();
  scene.gate.move('hidden');
  scene.camera(1);
  scene.camera(2);
  scene.composed(1, 2 * FRAME_MS);
  assert.equal(scene.gate.phase, 'composed');
  scene.gate.checkLate(2 * FRAME_MS + WITHIN_MS + 1);
  assert.equal(scene.gate.phase, 'concealed', 'the second one never came back');
});

test('force during a concealment does not shorten it', () => {
  const scene = new Scene();
  scene.gate.move('hidden');
  scene.run(1, 1);
  scene.camera(2);
  scene.camera(20);
  assert.equal(scene.gate.phase, 'concealed');
  scene.gate.move('hidden');
  scene.gate.move('asked');
  scene.composed(20);
  assert.equal(scene.gate.phase, 'concealed');
});

test('a frame that the server skipped is no loss when a later one is back in time', () => {
  const scene = new Scene();
  scene.gate.move('hidden');
  scene.run(1, 1);
  scene.camera(2);
  scene.camera(3);
  assert.equal(scene.composed(3), true);
  scene.gate.checkLate(2 * FRAME_MS + WITHIN_MS + 1);
  assert.equal(scene.gate.phase, 'composed');
});

test('time never runs backwards for a consumer', () => {
  const scene = new Scene();
  scene.gate.move('hidden');
  scene.run(1, 1);
  scene.camera(2);
  scene.camera(3);
  scene.camera(4);
  assert.equal(scene.composed(3), true);
  assert.equal(scene.composed(2), false, 'overtaken');
  assert.equal(scene.composed(3), false, 'twice');
  assert.equal(scene.composed(4), true);
  assert.equal(scene.composed(99, 0), false, 'never captured');
});

test('a picture held by another way is not followed by an older composed one', () => {
  const scene = new Scene();
  scene.gate.move('hidden');
  scene.run(1, 1);
  scene.camera(2);
  scene.camera(3);
  scene.gate.delivered(2000);
  assert.equal(scene.composed(2), false);
  scene.gate.delivered(1000); // an older notice changes nothing
  assert.equal(scene.composed(3), true);
});

test('composed frames still on their way at a release are not shown, also not after the next ask', () => {
  const scene = new Scene();
  scene.gate.move('hidden');
  scene.run(1, 1);
  scene.camera(2);
  scene.gate.move('released');
  assert.equal(scene.composed(2), false);
  scene.gate.move('asked');
  assert.equal(scene.composed(2), false);
  assert.equal(scene.gate.phase, 'arming', 'a result of the life before says nothing');
});

test('with the mask alone the camera frame is held, and in no other phase', () => {
  const scene = new Scene();
  scene.gate.setMask(true);
  assert.equal(scene.gate.mask, true);
  assert.equal(scene.camera(1), 'hold');
  scene.gate.move('asked');
  assert.equal(scene.camera(2), 'hold');
  assert.deepEqual([scene.composed(2), scene.gate.phase], [true, 'composed']);
  assert.equal(scene.camera(3), 'wait');
  assert.equal(scene.camera(20), 'conceal');
  scene.gate.move('released');
  assert.equal(scene.camera(21), 'hold');
  scene.gate.setMask(false);
  assert.equal(scene.camera(22), 'raw');
});

test('an event that cannot be is refused and changes nothing', () => {
  const scene = new Scene();
  for (const event of /** @type {PhaseEvent[]} */ (['late', 'gaveUp', 'ready'])) {
    assert.throws(() => scene.gate.move(event), RangeError);
    assert.equal(scene.gate.phase, 'raw');
  }
});

/** @type {PhaseEvent[]} */
const CALLS = ['asked', 'hidden', 'late', 'gaveUp', 'released'];

/**
 * One random life. Throws when a promise is broken.
 * @param {number} seed
 * @param {Record<string, number>} seen counts what happened, so that the test cannot be empty
 */
function randomLife(seed, seen) {
  const random = seededRandom(seed);
  const pick = (/** @type {number} */ below) => Math.floor(random() * below);
  const gate = new Gate();
  let now_ms = 0;
  /** When each frame came that may still be composed. @type {Map<number, number>} */
  const captured = new Map();
  let lastFrame = 0;
  let lastDelivered = 0;
  let hidden = false; // from here on nothing raw, until released
  let mask = false;
  const count = (/** @type {string} */ what) => {
    seen[what] = (seen[what] ?? 0) + 1;
  };
  const seesPhase = () => {
    if (SHOWS[gate.phase] !== 'raw') hidden = true;
    assert.ok(!hidden || SHOWS[gate.phase] !== 'raw', `raw again without a release: seed ${seed}`);
  };

  for (let step = 0; step < 150; step += 1) {
    now_ms += random() < 0.02 ? 400 : pick(40);
    const what = random();
    if (what < 0.45) {
      lastFrame += 1 + pick(40_000);
      const verdict = gate.cameraFrame(lastFrame, now_ms);
      seesPhase();
      captured.set(lastFrame, now_ms);
      count(verdict);
      if (verdict === 'raw' || verdict === 'hold') {
        assert.ok(
          !hidden && SHOWS[gate.phase] === 'raw',
          `${verdict}, ${gate.phase}: seed ${seed}`,
        );
        assert.equal(verdict === 'hold', mask);
      } else {
        assert.equal(SHOWS[gate.phase], verdict === 'wait' ? 'composed' : 'concealed');
      }
      if (verdict === 'raw' || verdict === 'conceal') {
        gate.delivered(lastFrame);
        lastDelivered = lastFrame;
      }
    } else if (what < 0.9) {
      // The newest frames mostly; sometimes an old one, one for the second time, or a foreign one.
      const frames = [...captured.keys()];
      const frame = random() < 0.05 ? pick(1e9) : (frames.at(-1 - pick(4)) ?? 1);
      const may = gate.composedFrame(frame, now_ms);
      seesPhase();
      count(may ? 'composed' : 'refused');
      if (may) {
        assert.equal(gate.phase, 'composed', `seed ${seed}`);
        assert.ok(frame > lastDelivered, `time ran backwards: seed ${seed}`);
        const arrived_ms = captured.get(frame);
        assert.ok(arrived_ms !== undefined, `never captured: seed ${seed}`);
        assert.ok(now_ms - arrived_ms <= WITHIN_MS, `too late: seed ${seed}`);
        gate.delivered(frame);
        lastDelivered = frame;
      }
    } else if (what < 0.97) {
      const event = CALLS[pick(CALLS.length)] ?? 'asked';
      const before = gate.phase;
      try {
        gate.move(event);
        if (event === 'hidden') hidden = true;
        if (event === 'released') hidden = false;
        count(event);
      } catch (error) {
        assert.ok(error instanceof RangeError);
        assert.equal(gate.phase, before);
      }
      if (SHOWS[gate.phase] === 'raw') assert.ok(!hidden, `${event} while ${before}: seed ${seed}`);
      seesPhase();
    } else {
      mask = random() < 0.5;
      gate.setMask(mask);
    }
  }
}

test('in thousands of random lives nothing is shown that must be hidden', () => {
  /** @type {Record<string, number>} */
  const seen = {};
  for (let seed = 1; seed <= 2000; seed += 1) randomLife(seed, seen);
  for (const what of ['raw', 'hold', 'conceal', 'wait', 'composed', 'refused', ...CALLS]) {
    assert.ok((seen[what] ?? 0) > 100, `${what}: ${seen[what]}`);
  }
});

test('it tells when the oldest result is overdue, as long as composed frames depend on it', () => {
  const scene = new Scene();
  const { gate } = scene;
  assert.equal(gate.late_ms, Number.POSITIVE_INFINITY);
  gate.move('asked');
  scene.camera(1);
  assert.equal(gate.late_ms, Number.POSITIVE_INFINITY);
  scene.composed(1);
  assert.equal(gate.late_ms, Number.POSITIVE_INFINITY);
  scene.camera(2);
  scene.camera(3);
  assert.equal(gate.late_ms, 2 * FRAME_MS + WITHIN_MS);
  gate.checkLate(gate.late_ms);
  assert.equal(gate.phase, 'composed');
  gate.checkLate(gate.late_ms + 1);
  assert.equal(gate.phase, 'concealed');
  assert.equal(gate.late_ms, Number.POSITIVE_INFINITY);
});

test('a frame may be concealed once, and none that is older than what was delivered', () => {
  const { gate } = new Scene();
  assert.equal(gate.mayConceal(1000), false);
  gate.move('hidden');
  assert.equal(gate.mayConceal(1000), true);
  gate.delivered(1000);
  assert.equal(gate.mayConceal(1000), false);
  assert.equal(gate.mayConceal(999), false);
  assert.equal(gate.mayConceal(1001), true);
  gate.move('released');
  assert.equal(gate.mayConceal(1001), false);
});
