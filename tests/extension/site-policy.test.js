import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SitePolicy } from '../../extension/src/content/link/site-policy.js';
import { FakeClock, turn } from './fakes.js';

function fresh() {
  const clock = new FakeClock();
  /** @type {boolean[]} */
  const told = [];
  const policy = new SitePolicy(clock, (forced) => told.push(forced));
  let isKnown = false;
  void policy.known().then(() => {
    isKnown = true;
  });
  return { clock, told, policy, isKnown: () => isKnown };
}

test('until the policy is known blur is on: nobody can rule it out', () => {
  const { policy, told } = fresh();
  assert.deepEqual([policy.forced, policy.alone, told], [true, false, []]);
});

test('each policy and what it means', () => {
  for (const [name, forced, alone] of /** @type {const} */ ([
    ['site', false, false],
    ['always', true, false],
    ['alone', false, true],
  ])) {
    const { policy, told } = fresh();
    policy.set(name);
    assert.deepEqual([policy.forced, policy.alone, told], [forced, alone, [forced]], name);
  }
});

test('waiting ends with the policy', async () => {
  const { policy, isKnown } = fresh();
  await turn();
  assert.equal(isKnown(), false);
  policy.set('site');
  await turn();
  assert.equal(isKnown(), true);
});

test('waiting ends after 300 ms, not before, and blur stays on', async () => {
  const { clock, policy, isKnown, told } = fresh();
  await clock.advance(299);
  assert.equal(isKnown(), false);
  await clock.advance(1);
  assert.equal(isKnown(), true);
  assert.deepEqual([policy.forced, told], [true, []]);
  policy.set('site');
  assert.deepEqual([policy.forced, told], [false, [false]]);
});

test('each turn of the person’s switch is told', () => {
  const { policy, told } = fresh();
  for (const name of /** @type {const} */ (['site', 'always', 'site', 'alone', 'always'])) {
    policy.set(name);
  }
  assert.deepEqual(told, [false, true, false, false, true]);
});

test('who asks long after the load waits as long, and not at all for what is known', async () => {
  const clock = new FakeClock();
  const policy = new SitePolicy(clock, () => {});
  await clock.advance(10_000);
  let known = 0;
  void policy.known().then(() => {
    known += 1;
  });
  await clock.advance(299);
  assert.equal(known, 0);
  await clock.advance(1);
  assert.equal(known, 1);

  const told = new SitePolicy(clock, () => {});
  told.set('site');
  void told.known().then(() => {
    known += 1;
  });
  await turn();
  assert.deepEqual([known, clock.pending], [2, 0]);
});
