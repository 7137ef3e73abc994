import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  solveAnchor,
  tickDifference,
  toUint32,
} from '../../extension/src/content/session/anchor.js';
import { seededRandom } from './fakes.js';

const WRAP = 2 ** 32;
/** 4 ms, as the matcher uses it for the way up. */
const TOLERANCE = 360;

test('ticks wrap at 2^32, in both directions', () => {
  assert.equal(toUint32(0), 0);
  assert.equal(toUint32(WRAP), 0);
  assert.equal(toUint32(WRAP - 1), WRAP - 1);
  assert.equal(toUint32(WRAP + 5), 5);
  assert.equal(toUint32(-1), WRAP - 1);
  assert.equal(toUint32(-3 * WRAP - 2), WRAP - 2);
  assert.equal(toUint32(1e15), 1e15 % WRAP);
});

test('the difference takes the shorter way round', () => {
  assert.equal(tickDifference(5, 3), 2);
  assert.equal(tickDifference(3, 5), -2);
  assert.equal(tickDifference(1, WRAP - 1), 2);
  assert.equal(tickDifference(WRAP - 1, 1), -2);
  assert.equal(tickDifference(2 ** 31, 0), -(2 ** 31));
  assert.equal(tickDifference(2 ** 31 - 1, 0), 2 ** 31 - 1);
});

test('one lone frame fixes the offset, also across the wrap', () => {
  assert.equal(solveAnchor([1000], [5000], 0), 4000);
  assert.equal(solveAnchor([1000], [400], 0), WRAP - 600);
  assert.equal(solveAnchor([WRAP - 100], [50], 0), 150);
  assert.equal(solveAnchor([10 * WRAP + 7], [17], 0), 10);
});

test('nothing sent or nothing seen fixes nothing', () => {
  assert.equal(solveAnchor([], [], TOLERANCE), null);
  assert.equal(solveAnchor([1000], [], TOLERANCE), null);
  assert.equal(solveAnchor([], [1000], TOLERANCE), null);
});

test('one frame seen of two sent is ambiguous; the second one decides', () => {
  const sent = [0, 27_000];
  assert.equal(solveAnchor(sent, [90_000], TOLERANCE), null);
  assert.equal(solveAnchor(sent, [90_000, 117_000], TOLERANCE), 90_000);
});

test('a frame seen that nobody sent fixes nothing', () => {
  assert.equal(solveAnchor([0, 27_000], [90_000, 100_000], TOLERANCE), null);
  assert.equal(solveAnchor([0], [90_000, 117_000], TOLERANCE), null);
});

test('readings may differ by the tolerance, and not by one tick more', () => {
  const sent = [0, 27_000];
  assert.equal(solveAnchor(sent, [500, 27_500 + TOLERANCE], TOLERANCE), 500 + TOLERANCE);
  assert.equal(solveAnchor(sent, [500, 27_501 + TOLERANCE], TOLERANCE), null);
  assert.equal(solveAnchor(sent, [500, 27_500], 0), 500);
  assert.equal(solveAnchor(sent, [500, 27_501], 0), null);
});

test('one frame written twice within the tolerance is one explanation, not two', () => {
  assert.equal(solveAnchor([0, 90], [5000], TOLERANCE), 5000);
});

test('after lost lone frames, uneven distances give the rest away; even ones never do', () => {
  // The first was lost. The distances tell which of the others were seen.
  const uneven = [0, 27_000, 60_750, 101_250];
  assert.equal(solveAnchor(uneven, [27_123, 60_873, 101_373], TOLERANCE), 123);
  assert.equal(solveAnchor(uneven, [27_123, 101_373], TOLERANCE), 123);
  const even = [0, 27_000, 54_000, 81_000];
  assert.equal(solveAnchor(even, [27_123, 54_123, 81_123], TOLERANCE), null);
  assert.equal(solveAnchor(even, [123, 27_123, 54_123, 81_123], TOLERANCE), 123);
});

test("Chromium's rounding to whole milliseconds does not mislead it", () => {
  const random = seededRandom(20);
  /** Differences on the way up between frames in a row. @type {Set<number>} */
  const differences = new Set();
  for (let round = 0; round < 500; round += 1) {
    const offset = Math.floor(random() * WRAP);
    let time_us = random() * 1e9;
    const sent = [];
    const seen = [];
    for (let n = 0; n < 6; n += 1) {
      sent.push(Math.round(time_us * 0.09));
      seen.push(toUint32(Math.round(time_us / 1000) * 90 + offset));
      time_us += 32_100 + random() * 1500;
      if (n === 2) time_us += 50_000; // one frame was not sent: the distances are uneven
    }
    differences.add(tickDifference(seen[1] ?? 0, seen[0] ?? 0));
    const solved = solveAnchor(sent, seen.slice(1), TOLERANCE);
    assert.ok(solved !== null, `round ${round}`);
    assert.ok(Math.abs(tickDifference(solved, offset)) <= 45, `round ${round}`);
  }
  assert.deepEqual(
    [...differences].sort((a, b) => a - b),
    [2880, 2970, 3060],
  );
});

test('what it was given stays as it was', () => {
  const sent = Object.freeze([0, 27_000]);
  const seen = Object.freeze([90_000, 117_000]);
  assert.equal(solveAnchor(sent, seen, 0), 90_000);
});
