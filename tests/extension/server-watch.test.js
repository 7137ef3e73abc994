import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ServerWatch } from '../../extension/src/content/link/server-watch.js';
import { FakeClock, turn } from './fakes.js';

const CACHE_MS = 5000;

/** A watch with a clock, and a server that answers when the test says so. */
class Bench {
  clock = new FakeClock();
  /** @type {boolean[]} */
  told = [];
  /** How long each probe may take. @type {number[]} */
  probes = [];
  /** @type {(up: boolean) => void} */
  answer = () => {};
  /** What probes answer at once; null: the test answers. @type {boolean | null} */
  server = true;
  watch = new ServerWatch(
    this.clock,
    (within_ms) => {
      this.probes.push(within_ms);
      if (this.server !== null) return Promise.resolve(this.server);
      return new Promise((resolve) => {
        this.answer = resolve;
      });
    },
    (up) => this.told.push(up),
  );
}

test('the server is down until somebody has heard of it', () => {
  const { watch, probes } = new Bench();
  assert.deepEqual([watch.up, probes], [false, []]);
});

test('whoever asks gets an answer, and a change is told once', async () => {
  const bench = new Bench();
  assert.equal(await bench.watch.ask(), true);
  assert.deepEqual([bench.watch.up, bench.told, bench.probes], [true, [true], [300]]);
});

test('an answer is believed for five seconds', async () => {
  const bench = new Bench();
  await bench.watch.ask();
  bench.server = false;
  await bench.clock.advance(CACHE_MS - 1);
  assert.equal(await bench.watch.ask(), true);
  await bench.clock.advance(1);
  assert.equal(await bench.watch.ask(), false);
  assert.deepEqual([bench.told, bench.probes.length], [[true, false], 2]);
});

test('that the server is down is believed for five seconds too', async () => {
  const bench = new Bench();
  bench.server = false;
  assert.equal(await bench.watch.ask(), false);
  assert.equal(await bench.watch.ask(), false);
  assert.deepEqual([bench.told, bench.probes.length], [[], 1]);
});

test('several who ask at once share one probe', async () => {
  const bench = new Bench();
  bench.server = null;
  const answers = [bench.watch.ask(), bench.watch.ask(), bench.watch.ask()];
  bench.answer(true);
  assert.deepEqual(await Promise.all(answers), [true, true, true]);
  assert.deepEqual([bench.told, bench.probes.length], [[true], 1]);
});

test('first-hand news count like an answer, and only changes are told', async () => {
  const bench = new Bench();
  bench.watch.tell(true);
  bench.watch.tell(true);
  assert.deepEqual([bench.told, await bench.watch.ask(), bench.probes], [[true], true, []]);
  bench.watch.tell(false);
  assert.deepEqual([bench.told, await bench.watch.ask(), bench.probes], [[true, false], false, []]);
});

test('first-hand news are newer than the answer of a probe that was already on its way', async () => {
  for (const after_ms of [0, 100]) {
    const bench = new Bench();
    bench.server = null;
    const asked = bench.watch.ask();
    await bench.clock.advance(after_ms);
    bench.watch.tell(true); // a connection has just opened
    bench.answer(false); // the probe had run out of time
    assert.equal(await asked, true);
    assert.deepEqual([bench.watch.up, bench.told], [true, [true]]);
  }
});

test('while a camera is open the server is asked every five seconds', async () => {
  const bench = new Bench();
  await bench.watch.ask();
  bench.watch.watch(true);
  bench.watch.watch(true);
  assert.equal(bench.clock.pending, 1);
  await bench.clock.advance(3 * CACHE_MS);
  assert.equal(bench.probes.length, 4);
  bench.server = false;
  await bench.clock.advance(CACHE_MS);
  assert.deepEqual(bench.told, [true, false]);
  bench.server = true;
  await bench.clock.advance(CACHE_MS);
  assert.deepEqual(bench.told, [true, false, true]);
});

test('after the last camera nobody asks any more', async () => {
  const bench = new Bench();
  bench.watch.watch(true);
  bench.watch.watch(false);
  assert.equal(bench.clock.pending, 0);
  bench.watch.watch(true);
  bench.server = null;
  await bench.clock.advance(CACHE_MS);
  assert.equal(bench.probes.length, 1);
  bench.watch.watch(false); // while the answer is still to come
  bench.answer(true);
  await turn();
  assert.equal(bench.clock.pending, 0);
  await bench.clock.advance(10 * CACHE_MS);
  assert.equal(bench.probes.length, 1);
});

test('a camera closed and another opened during a probe leave one watch, not two', async () => {
  const bench = new Bench();
  bench.watch.watch(true);
  bench.server = null;
  await bench.clock.advance(CACHE_MS);
  bench.watch.watch(false);
  bench.watch.watch(true);
  bench.answer(true);
  await turn();
  assert.equal(bench.clock.pending, 1);
  bench.watch.watch(false);
  assert.equal(bench.clock.pending, 0);
});

test('who is patient gets a slow answer, although somebody hasty has met silence', async () => {
  const bench = new Bench();
  bench.server = false;
  assert.equal(await bench.watch.ask(), false);
  bench.server = null;
  const patient = bench.watch.ask(1500);
  assert.equal(await bench.watch.ask(), false, 'the hasty one is not kept waiting');
  await bench.clock.advance(400);
  bench.answer(true);
  assert.equal(await patient, true);
  assert.deepEqual([bench.probes, bench.told], [[300, 1500], [true]]);
  assert.equal(await bench.watch.ask(1500), true);
  assert.equal(bench.probes.length, 2, 'good news are believed by everybody');
});
