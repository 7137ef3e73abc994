import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HeldFrames } from '../../extension/src/content/engine/held-frames.js';
import { FakeClock, seededRandom, turn } from './fakes.js';

const WITHIN_MS = 120;

/** @param {number} n */
function mask(n) {
  return /** @type {ImageBitmap} */ ({ width: n, height: 1, close() {} });
}

/** Held frames with their clock; it writes down what happens to every frame. */
class Bench {
  clock = new FakeClock();
  /** 'n' delivered bare, 'n+m' delivered with mask m. @type {string[]} */
  delivered = [];
  /** @type {number[]} */
  closed = [];

  /** @param {number} n */
  frame(n) {
    const close = () => this.closed.push(n);
    return /** @type {VideoFrame} */ (/** @type {object} */ ({ timestamp: n, close }));
  }

  held = new HeldFrames(this.clock, WITHIN_MS, (one, its) =>
    this.delivered.push(its ? `${one.timestamp}+${its.width}` : `${one.timestamp}`),
  );

  /**
   * @param {number} n
   * @param {Promise<VideoFrame>} [copy]
   */
  add(n, copy = Promise.resolve(this.frame(n))) {
    this.held.add(n, copy, this.clock.now());
  }

  /** @param {number} n */
  mask(n) {
    this.held.mask(n, mask(n), this.clock.now());
  }
}

/** A copy that is made when the test says so. */
function slowCopy() {
  /** @type {(frame: VideoFrame) => void} */
  let finish = () => {};
  /** @type {(error: Error) => void} */
  let fail = () => {};
  /** @type {Promise<VideoFrame>} */
  const copy = new Promise((resolve, reject) => {
    [finish, fail] = [resolve, reject];
  });
  return { copy, finish, fail };
}

test('a frame goes with its mask as soon as both are there', async () => {
  const bench = new Bench();
  bench.add(1);
  await turn();
  assert.deepEqual(bench.delivered, []);
  bench.mask(1);
  assert.deepEqual(bench.delivered, ['1+1']);
  assert.equal(bench.clock.pending, 0);
});

test('a mask that is there before the copy waits for it', async () => {
  const bench = new Bench();
  const { copy, finish } = slowCopy();
  bench.add(1, copy);
  bench.mask(1);
  assert.deepEqual(bench.delivered, []);
  finish(bench.frame(1));
  await turn();
  assert.deepEqual(bench.delivered, ['1+1']);
});

test('after 120 ms a frame goes without its mask, not before', async () => {
  const bench = new Bench();
  bench.add(1);
  await bench.clock.advance(WITHIN_MS - 1);
  assert.deepEqual(bench.delivered, []);
  await bench.clock.advance(1);
  assert.deepEqual(bench.delivered, ['1']);
  bench.mask(1);
  assert.deepEqual(bench.delivered, ['1'], 'too late');
  assert.equal(bench.clock.pending, 0);
});

test('each frame has its own 120 ms', async () => {
  const bench = new Bench();
  bench.add(1);
  await bench.clock.advance(33);
  bench.add(2);
  await bench.clock.advance(WITHIN_MS - 33);
  assert.deepEqual(bench.delivered, ['1']);
  await bench.clock.advance(32);
  assert.deepEqual(bench.delivered, ['1']);
  await bench.clock.advance(1);
  assert.deepEqual(bench.delivered, ['1', '2']);
});

test('order is kept: a frame whose mask is early waits for the one before', async () => {
  const bench = new Bench();
  bench.add(1);
  bench.add(2);
  bench.add(3);
  await turn();
  bench.mask(2);
  bench.mask(3);
  assert.deepEqual(bench.delivered, []);
  bench.mask(1);
  assert.deepEqual(bench.delivered, ['1+1', '2+2', '3+3']);
});

test('order is kept when the copies are not made in order', async () => {
  const bench = new Bench();
  const first = slowCopy();
  bench.add(1, first.copy);
  bench.add(2);
  bench.mask(1);
  bench.mask(2);
  await turn();
  assert.deepEqual(bench.delivered, []);
  first.finish(bench.frame(1));
  await turn();
  assert.deepEqual(bench.delivered, ['1+1', '2+2']);
});

test('a mask of a frame that is not held changes nothing', async () => {
  const bench = new Bench();
  bench.add(1);
  await turn();
  bench.mask(7);
  assert.deepEqual(bench.delivered, []);
});

test('a frame that cannot be copied is left out, and those behind it go at once', async () => {
  const bench = new Bench();
  const first = slowCopy();
  bench.add(1, first.copy);
  bench.add(2);
  bench.mask(2);
  await turn();
  first.fail(new Error('opaque'));
  await turn();
  assert.deepEqual(bench.delivered, ['2+2']);
  assert.equal(bench.clock.pending, 0);
});

test('a frame that cannot be copied holds nothing up for longer than its 120 ms', async () => {
  const bench = new Bench();
  const first = slowCopy();
  bench.add(1, first.copy);
  bench.add(2);
  bench.mask(2);
  await turn();
  first.fail(new Error('opaque'));
  await bench.clock.advance(WITHIN_MS);
  assert.deepEqual(bench.delivered, ['2+2']);
});

test('a copy that is never made does not hold up those behind it', async () => {
  const bench = new Bench();
  const first = slowCopy();
  bench.add(1, first.copy);
  await bench.clock.advance(33);
  bench.add(2);
  bench.mask(2);
  await bench.clock.advance(WITHIN_MS);
  assert.deepEqual(bench.delivered, ['2+2']);
  first.finish(bench.frame(1));
  await turn();
  assert.deepEqual([bench.delivered, bench.closed], [['2+2'], [1]], 'it is older than what went');
});

test('release delivers what is there, masked or not', async () => {
  const bench = new Bench();
  const third = slowCopy();
  bench.add(1);
  bench.add(2);
  bench.add(3, third.copy);
  await turn();
  bench.mask(2);
  bench.held.release();
  assert.deepEqual(bench.delivered, ['1', '2+2']);
  third.finish(bench.frame(3));
  await turn();
  assert.deepEqual([bench.delivered, bench.closed], [['1', '2+2'], [3]]);
  assert.equal(bench.clock.pending, 0);
});

test('clear closes everything, also what is still being copied', async () => {
  const bench = new Bench();
  const third = slowCopy();
  bench.add(1);
  bench.add(2);
  bench.add(3, third.copy);
  await turn();
  bench.held.clear();
  assert.deepEqual([bench.closed, bench.clock.pending], [[1, 2], 0]);
  third.finish(bench.frame(3));
  await bench.clock.advance(1000);
  assert.deepEqual([bench.delivered, bench.closed], [[], [1, 2, 3]]);
  assert.equal(bench.clock.pending, 0);
  bench.add(4);
  await turn();
  bench.mask(4);
  assert.deepEqual(bench.delivered, ['4+4'], 'and it goes on after that');
});

test('in random lives each frame is delivered or closed once, in order, with its own mask', async () => {
  const counts = { bare: 0, masked: 0, closed: 0, failed: 0 };
  for (let seed = 1; seed <= 40; seed += 1) {
    const random = seededRandom(seed);
    const bench = new Bench();
    /** @type {{n: number, finish: (frame: VideoFrame) => void, fail: (error: Error) => void}[]} */
    const copying = [];
    let failed = 0;
    for (let n = 1; n <= 40; n += 1) {
      const { copy, finish, fail } = slowCopy();
      copying.push({ n, finish, fail });
      bench.add(n, copy);
      await bench.clock.advance(Math.floor(random() * 50));
      while (copying.length > 3 || (copying.length > 0 && random() < 0.7)) {
        const [one] = copying.splice(Math.floor(random() * copying.length), 1);
        if (!one) break;
        if (random() < 0.1) {
          one.fail(new Error('opaque'));
          failed += 1;
        } else {
          one.finish(bench.frame(one.n));
        }
      }
      if (random() < 0.7) bench.mask(Math.max(1, n - Math.floor(random() * 4)));
      const drastic = random();
      if (drastic < 0.03) bench.held.clear();
      else if (drastic < 0.06) bench.held.release();
    }
    for (const { n, finish } of copying) finish(bench.frame(n));
    await bench.clock.advance(1000);
    bench.held.clear();
    const numbers = bench.delivered.map((one) => Number.parseInt(one, 10));
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
      `order: seed ${seed}`,
    );
    const gone = [...numbers, ...bench.closed];
    assert.equal(new Set(gone).size, gone.length, `twice: seed ${seed}`);
    assert.equal(gone.length + failed, 40, `kept: seed ${seed}`);
    for (const one of bench.delivered) {
      const [n, its] = one.split('+');
      assert.ok(its === undefined || its === n, `${one}: seed ${seed}`);
      counts[its ? 'masked' : 'bare'] += 1;
    }
    counts.closed += bench.closed.length;
    counts.failed += failed;
    assert.equal(bench.clock.pending, 0);
  }
  for (const [what, count] of Object.entries(counts)) assert.ok(count > 20, `${what}: ${count}`);
});
