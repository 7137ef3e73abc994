import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { DocumentNews, TOLD_WITHIN_MS } from '../../extension/src/content/tracks/news.js';
import { FakeClock, seededRandom } from './fakes.js';

/** @type {FakeClock} */
let clock;

beforeEach(() => {
  clock = new FakeClock();
});

test('news are told once for all that has changed until then', async () => {
  /** @type {number[]} */
  const told = [];
  const news = new DocumentNews(
    clock,
    () => told.push(clock.now()),
    () => 0.5,
  );
  news.come();
  await clock.advance(10);
  news.come();
  await clock.advance(1000);
  assert.deepEqual(told, [TOLD_WITHIN_MS / 2]);
  news.come();
  await clock.advance(1000);
  assert.equal(told.length, 2);
  assert.equal(clock.pending, 0);
});

test('two documents hear of one cause at moments of their own, anywhere within the time', async () => {
  const random = seededRandom(1);
  const start_ms = clock.now();
  /** @type {number[][]} */
  const told = [[], []];
  const documents = told.map(
    (moments) => new DocumentNews(clock, () => moments.push(clock.now()), random),
  );
  for (let cause = 0; cause < 200; cause += 1) {
    for (const news of documents) news.come();
    await clock.advance(TOLD_WITHIN_MS);
  }
  const late = told.map((moments) =>
    moments.map((at_ms, cause) => at_ms - start_ms - cause * TOLD_WITHIN_MS),
  );
  for (const delays of late) {
    assert.equal(delays.length, 200);
    assert.ok(delays.every((delay) => delay >= 0 && delay <= TOLD_WITHIN_MS));
    const tenths = new Set(delays.map((delay) => Math.floor((10 * delay) / TOLD_WITHIN_MS)));
    assert.equal(tenths.size, 10);
  }
  const [here = [], there = []] = late;
  const apart = here.filter((delay, cause) => Math.abs(delay - (there[cause] ?? 0)) > 10);
  assert.ok(apart.length > 100, `${apart.length} of 200`);
});
