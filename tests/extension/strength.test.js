import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isStrength, STRENGTHS } from '../../extension/src/shared/effect-choice.js';
import { nameOf, STEPS, stepOf } from '../../extension/src/ui/strength.js';

test('each step is a strength that can be chosen, stronger than the one before', () => {
  assert.ok(STEPS.every(isStrength));
  assert.deepEqual(
    STEPS.toSorted((a, b) => a - b),
    [...STEPS],
  );
});

test('the strengths that have a name are steps, and called so', () => {
  assert.equal(nameOf(STEPS.indexOf(STRENGTHS.light)), 'strengthLight');
  assert.equal(nameOf(STEPS.indexOf(STRENGTHS.medium)), 'strengthMedium');
  assert.equal(nameOf(STEPS.indexOf(STRENGTHS.heavy)), 'strengthHeavy');
});

test('any other strength is shown as the nearest step', () => {
  for (const [index, step] of STEPS.entries()) assert.equal(stepOf(step), index);
  assert.equal(stepOf(0.1), 0);
  assert.equal(stepOf(8), 2);
  assert.equal(stepOf(99), STEPS.length - 1);
});
