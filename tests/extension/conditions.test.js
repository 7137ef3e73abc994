import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Conditions } from '../../extension/src/content/tracks/conditions.js';
import { FakeClock, turn } from './fakes.js';

function fresh() {
  const clock = new FakeClock();
  return { clock, conditions: new Conditions(clock) };
}

test('what is true already need not be waited for', async () => {
  const { clock, conditions } = fresh();
  assert.equal(await conditions.until(() => true, 100), true);
  assert.equal(clock.pending, 0);
});

test('a wait ends when a look finds its condition true, and only its own', async () => {
  const { clock, conditions } = fresh();
  const facts = { first: false, second: false };
  /** @type {string[]} */
  const ended = [];
  for (const name of /** @type {const} */ (['first', 'second'])) {
    conditions
      .until(() => facts[name], 100)
      .then((met) => {
        ended.push(`${name} ${met}`);
      });
  }
  facts.second = true;
  await turn();
  assert.deepEqual(ended, [], 'nobody has looked yet');
  conditions.check();
  await turn();
  assert.deepEqual([ended, clock.pending], [['second true'], 1]);
  facts.first = true;
  conditions.check();
  await turn();
  assert.deepEqual([ended, clock.pending], [['second true', 'first true'], 0]);
});

test('a wait ends with its time, and looks once more then', async () => {
  for (const met of [false, true]) {
    const { clock, conditions } = fresh();
    let fact = false;
    let ended;
    conditions
      .until(() => fact, 100)
      .then((one) => {
        ended = one;
      });
    await clock.advance(99);
    assert.equal(ended, undefined);
    fact = met;
    await clock.advance(1);
    assert.equal(ended, met);
  }
});

test('a condition is not asked any more once its wait has ended', async () => {
  const { clock, conditions } = fresh();
  let looks = 0;
  let fact = false;
  const waiting = [
    conditions.until(() => {
      looks += 1;
      return fact;
    }, 100),
    conditions.until(() => false, 50),
  ];
  fact = true;
  conditions.check();
  assert.equal(looks, 2);
  conditions.check();
  await clock.advance(200);
  assert.deepEqual([await Promise.all(waiting), looks], [[true, false], 2]);
});
