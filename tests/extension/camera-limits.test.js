import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CameraLimits } from '../../extension/src/content/constraints/camera-limits.js';

const LIMITS = CameraLimits.of({
  deviceId: 'camera',
  facingMode: ['user', 'left'],
  resizeMode: ['none', 'crop-and-scale'],
  width: { min: 1, max: 1920 },
  frameRate: { min: 0, max: 30 },
  torch: true,
  zoom: { min: 100, max: 400, step: 1 },
});

/**
 * @param {Record<string, unknown>[]} sets one after the other, as advanced sets are
 * @returns {boolean} whether the last one can be met
 */
function meets(...sets) {
  /** @type {CameraLimits | null} */
  let limits = LIMITS;
  for (const set of sets) limits = limits?.narrowed(set, true) ?? null;
  return limits !== null;
}

test('a bare value is required in an advanced set, and a wish in the basic one', () => {
  assert.equal(LIMITS.narrowed({ width: 4000 }, true), null);
  assert.notEqual(LIMITS.narrowed({ width: 4000 }, false), null);
  assert.equal(LIMITS.narrowed({ width: { exact: 4000 } }, false), null);
  assert.notEqual(LIMITS.narrowed({ width: { ideal: 4000 } }, true), null);
});

test('numbers are required exactly or within bounds', () => {
  for (const width of [1, 1920, '320', { min: 1920 }, { max: 1 }, { min: 300, max: 400 }, {}]) {
    assert.ok(meets({ width }), JSON.stringify(width));
  }
  for (const width of [0, 1921, 'x', { min: 1921 }, { max: 0 }, { exact: 320, max: 300 }]) {
    assert.ok(!meets({ width }), JSON.stringify(width));
  }
});

test('strings are required as one of several', () => {
  assert.ok(meets({ facingMode: 'left', deviceId: ['other', 'camera'] }));
  assert.ok(meets({ facingMode: { exact: ['right', 'user'] } }));
  assert.ok(!meets({ facingMode: ['right'] }));
  assert.ok(!meets({ deviceId: { exact: 'other' } }));
  assert.ok(meets({ deviceId: { ideal: 'other' } }));
});

test('what one set requires, the next one cannot have otherwise', () => {
  assert.ok(meets({ width: { min: 300 } }, { width: { max: 300 } }));
  assert.ok(!meets({ width: { min: 300 } }, { width: { max: 299 } }));
  assert.ok(!meets({ resizeMode: 'none' }, { resizeMode: 'crop-and-scale' }));
  assert.ok(meets({ facingMode: ['user', 'left'] }, { facingMode: 'left', width: 640 }));
});

test('what the camera does not tell of, or the browser judges itself, is taken as possible', () => {
  assert.ok(meets({ torch: true, zoom: 1000, aspectRatio: 99, height: 99999, unknown: 1 }));
});
