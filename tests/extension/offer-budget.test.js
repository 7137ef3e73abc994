import assert from 'node:assert/strict';
import { test } from 'node:test';

import { OfferBudget } from '../../extension/src/worker/offer-budget.js';

test('ten at once, then one a second', () => {
  const budget = new OfferBudget();
  const granted = (/** @type {number} */ now_ms) => budget.take(1, now_ms);
  assert.deepEqual(
    Array.from({ length: 12 }, () => granted(0)),
    [...Array(10).fill(true), false, false],
  );
  assert.equal(granted(999), false);
  assert.equal(granted(1000), true);
  assert.equal(granted(1000), false);
});

test('ten thousand offers in a minute are seventy', () => {
  const budget = new OfferBudget();
  let granted = 0;
  for (let offer = 0; offer < 10_000; offer += 1) {
    if (budget.take(1, offer * 6)) granted += 1;
  }
  assert.ok(granted >= 68 && granted <= 70, `${granted}`);
});

test('what one tab does is nothing to another', () => {
  const budget = new OfferBudget();
  for (let offer = 0; offer < 1000; offer += 1) budget.take(1, offer);
  for (let tab = 2; tab < 22; tab += 1) assert.equal(budget.take(tab, 1000), true, `tab ${tab}`);
});

test('a tab that tries again every second is never refused', () => {
  const budget = new OfferBudget();
  for (let second = 0; second < 1000; second += 1) {
    assert.equal(budget.take(1, second * 1000), true);
  }
});

test('rest does not pile up, and the number of tabs is bounded', () => {
  const budget = new OfferBudget();
  budget.take(1, 0);
  for (let offer = 0; offer < 10; offer += 1) assert.equal(budget.take(1, 1e9), true);
  assert.equal(budget.take(1, 1e9), false);
  for (let tab = 2; tab < 300; tab += 1) budget.take(tab, 1e9);
  assert.equal(budget.take(1, 1e9), true, 'forgotten, and so as if new');
});
