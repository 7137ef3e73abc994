import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Arrivals } from '../../extension/src/content/engine/arrivals.js';
import { seededRandom } from './fakes.js';

test('the first frame is told at once, a better guess now and then', () => {
  const random = seededRandom(5);
  /** @type {[number, number][]} */
  const told = [];
  const arrivals = new Arrivals((first_us, zero_ms) => told.push([first_us, zero_ms]));
  for (let n = 0; n < 1000; n += 1) {
    const captured_ms = 500 + n * 33;
    const delay_ms = 2 + 30 * random();
    arrivals.frame(1000 * (captured_ms + 7000), captured_ms + delay_ms);
    if (n === 0) assert.equal(told.length, 1);
  }
  assert.ok(told.length < 20, `${told.length} times`);
  assert.ok(told.every(([first_us]) => first_us === 7_500_000));
  const guesses = told.map(([, zero_ms]) => zero_ms);
  assert.deepEqual(
    guesses,
    guesses.toSorted((a, b) => b - a),
  );
  const last_ms = guesses.at(-1) ?? Number.NaN;
  assert.ok(last_ms >= -7000 + 2 && last_ms < -7000 + 3);
});
