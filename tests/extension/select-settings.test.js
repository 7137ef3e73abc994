import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { CameraLimits } from '../../extension/src/content/constraints/camera-limits.js';
import {
  forCamera,
  hasEffects,
  mixesOldNames,
  selectSettings,
} from '../../extension/src/content/constraints/select-settings.js';
import { EFFECT_NAMES, splitConstraints } from '../../extension/src/shared/constraints.js';
import { plain } from './fakes.js';

/** @typedef {import('../../extension/src/shared/constraints.js').EffectName} EffectName */

const NATIVE = ['aspectRatio', 'deviceId', 'frameRate', 'height', 'torch', 'width'];
const CAN = { backgroundBlur: [false, true], backgroundSegmentationMask: [false, true] };
const CANNOT = { backgroundBlur: [false], backgroundSegmentationMask: [false] };
const FORCED = { backgroundBlur: [true], backgroundSegmentationMask: [false, true] };
const OFF = { backgroundBlur: false, backgroundSegmentationMask: false };

const LIMITS = CameraLimits.of({ width: { min: 1, max: 1920 }, resizeMode: ['none'] });

/** @param {unknown} constraints */
const split = (constraints) => splitConstraints(constraints, NATIVE);

/**
 * @param {unknown} constraints
 * @param {typeof OFF} [current]
 */
function select(constraints, current = OFF) {
  const selected = selectSettings(split(constraints), CAN, current, LIMITS);
  if ('failedConstraint' in selected) throw new Error(selected.failedConstraint);
  return selected;
}

/**
 * What becomes of one property when `constraints` are applied to it.
 * @param {EffectName} name
 * @param {unknown} constraints with `p` in the place of the property's name
 * @param {boolean} [before]
 * @param {typeof CAN} [capabilities]
 */
function outcome(name, constraints, before = false, capabilities = CAN) {
  const named = (/** @type {any} */ set) =>
    set && 'p' in set ? { ...set, p: undefined, [name]: set.p } : set;
  const whole = /** @type {any} */ (named(constraints));
  const all = whole?.advanced ? { ...whole, advanced: whole.advanced.map(named) } : whole;
  const judged = selectSettings(split(all), capabilities, { ...OFF, [name]: before }, LIMITS);
  return 'failedConstraint' in judged ? judged : judged.settings[name];
}

describe('choosing settings', () => {
  /**
   * Constraints, the setting before, the setting after: as Chromium's own implementation does it,
   * except where the specification says otherwise.
   * @type {[unknown, boolean, boolean][]}
   */
  const rows = [
    [{ p: { exact: true } }, false, true],
    [{ p: { ideal: true } }, false, true],
    [{ p: true }, false, true],
    [{ p: { exact: false } }, true, false],
    [{ p: { ideal: false } }, true, false],
    [{ p: false }, true, false],
    // Nothing asked: what is on stays on.
    [{}, true, true],
    [{}, false, false],
    [undefined, true, true],
    [null, true, true],
    [{ width: 320 }, true, true],
    [{ p: {} }, true, true],
    [{ p: null }, true, true],
    [{ p: [true] }, false, false],
    [{ p: { exact: undefined } }, true, true],
    [{ p: undefined }, true, true],
    // Conversion.
    [{ p: 'x' }, false, true],
    [{ p: 1 }, false, true],
    [{ p: 0 }, true, false],
    [{ p: { exact: 'false' } }, false, true],
    // Exact beats ideal.
    [{ p: { exact: true, ideal: false } }, false, true],
    [{ p: { exact: false, ideal: true } }, false, false],
    // Advanced: bare means exact, the first satisfiable set wins, ideal counts for nothing.
    [{ advanced: [{ p: true }] }, false, true],
    [{ advanced: [{ p: false }] }, true, false],
    [{ advanced: [{ p: { exact: true } }] }, false, true],
    [{ advanced: [{ p: { ideal: true } }] }, false, false],
    [{ advanced: [{ p: { ideal: false } }] }, true, true],
    [{ advanced: [{ p: true }, { p: false }] }, false, true],
    [{ advanced: [{ p: false }, { p: true }] }, true, false],
    [{ advanced: [{ p: { ideal: true } }, { p: { exact: false } }] }, true, false],
    [{ advanced: [] }, true, true],
    [{ advanced: [{}, { width: 1 }] }, true, true],
    // Advanced against basic.
    [{ p: { exact: false }, advanced: [{ p: true }] }, true, false],
    [{ p: { exact: true }, advanced: [{ p: false }] }, false, true],
    [{ p: { ideal: false }, advanced: [{ p: true }] }, false, true],
    [{ p: true, advanced: [{ p: false }] }, true, false],
    [{ p: true, advanced: [{ p: { ideal: false } }] }, false, true],
  ];

  for (const name of EFFECT_NAMES) {
    test(`${name}: what is asked for and what comes of it`, () => {
      for (const [constraints, before, after] of rows) {
        const row = `${JSON.stringify(constraints)}, before: ${before}`;
        assert.equal(outcome(name, constraints, before), after, row);
      }
    });

    test(`${name}: only what is required can fail, and it is named`, () => {
      const failed = { failedConstraint: name };
      assert.deepEqual(outcome(name, { p: { exact: true } }, false, CANNOT), failed);
      assert.deepEqual(outcome(name, { p: { exact: true, ideal: false } }, false, CANNOT), failed);
      assert.equal(outcome(name, { p: { exact: false } }, false, CANNOT), false);
      for (const constraints of [
        { p: true },
        { p: { ideal: true } },
        { advanced: [{ p: true }] },
        { advanced: [{ p: { exact: true } }] },
      ]) {
        assert.equal(outcome(name, constraints, false, CANNOT), false, JSON.stringify(constraints));
      }
    });
  }

  test('when blur cannot be switched off, exact false fails and anything milder gets true', () => {
    const forced = (/** @type {unknown} */ constraints) =>
      outcome('backgroundBlur', constraints, true, FORCED);
    assert.deepEqual(forced({ p: { exact: false } }), { failedConstraint: 'backgroundBlur' });
    for (const constraints of [
      { p: false },
      { p: { ideal: false } },
      { p: { exact: true } },
      { advanced: [{ p: false }] },
      {},
    ]) {
      assert.equal(forced(constraints), true, JSON.stringify(constraints));
    }
  });

  test('the two properties are chosen together', () => {
    const both = { backgroundBlur: true, backgroundSegmentationMask: true };
    assert.deepEqual(select(both).settings, both);
    assert.deepEqual(select({ backgroundBlur: false }, both).settings, {
      ...{ backgroundBlur: false, backgroundSegmentationMask: true },
    });
    const required = {
      backgroundSegmentationMask: { exact: true },
      backgroundBlur: { exact: true },
    };
    assert.deepEqual(selectSettings(split(required), CANNOT, OFF, LIMITS), {
      failedConstraint: 'backgroundBlur',
    });
  });

  test('nothing that was given is changed', () => {
    const capabilities = {
      backgroundBlur: Object.freeze([false, true]),
      backgroundSegmentationMask: Object.freeze([false, true]),
    };
    const current = Object.freeze({ ...OFF });
    const taken = plain(
      split({ backgroundBlur: true, advanced: [{ backgroundSegmentationMask: true }] }),
    );
    const copy = structuredClone(taken);
    selectSettings(taken, /** @type {typeof CAN} */ (capabilities), current, LIMITS);
    assert.deepEqual(taken, copy);
  });
});

describe('an advanced set counts as a whole or not at all', () => {
  const blur = { backgroundBlur: true };
  const mask = { backgroundSegmentationMask: true };
  const none = { backgroundBlur: false, backgroundSegmentationMask: false };

  test('one that the effects contradict', () => {
    assert.deepEqual(
      select({
        backgroundBlur: { exact: false },
        advanced: [{ ...blur, ...mask }, { backgroundBlur: false }],
      }),
      { settings: none, met: [false, true] },
    );
    assert.deepEqual(
      select({
        advanced: [
          { ...blur, ...mask },
          { ...blur, ...none },
        ],
      }),
      {
        settings: { ...blur, ...mask },
        met: [true, false],
      },
    );
  });

  test('one that the camera cannot meet, alone or after another', () => {
    const impossible = { width: 99999 };
    assert.deepEqual(select({ advanced: [{ ...impossible, ...blur }] }), {
      settings: none,
      met: [false],
    });
    assert.deepEqual(select({ advanced: [impossible, blur] }), {
      settings: { ...none, ...blur },
      met: [false, true],
    });
    assert.deepEqual(select({ advanced: [{ width: 320 }, { width: 640, ...blur }, mask] }), {
      settings: { ...none, ...mask },
      met: [true, false, true],
    });
    assert.deepEqual(select({ width: { max: 640 }, advanced: [{ width: 1280, ...blur }] }), {
      settings: none,
      met: [false],
    });
  });

  test('one that does not count narrows nothing', () => {
    assert.deepEqual(
      select({
        backgroundBlur: { exact: false },
        advanced: [
          { width: 320, ...blur },
          { width: 640, ...mask },
        ],
      }),
      { settings: { ...none, ...mask }, met: [false, true] },
    );
  });

  test('the camera gets nothing of one that does not count, and everything that is its alone', () => {
    const constraints = split({
      height: 240,
      ...blur,
      advanced: [{ width: 320, ...blur }, { width: 640, ...mask }, { width: 99999 }, mask],
    });
    assert.deepEqual(plain(forCamera(constraints, [false, true, false, true])), {
      height: 240,
      advanced: [{}, { width: 640 }, { width: 99999 }, {}],
    });
    assert.deepEqual(plain(forCamera(split({ advanced: [{ width: 320, ...blur }] }), [false])), {});
  });
});

test('names of old and effects do not go together', () => {
  const old = { mandatory: { maxWidth: 320 } };
  assert.equal(mixesOldNames(split(old)), false);
  assert.equal(mixesOldNames(split({ ...old, width: 320 })), false);
  assert.equal(mixesOldNames(split({ ...old, backgroundBlur: {} })), true);
  assert.equal(mixesOldNames(split({ optional: [], advanced: [{ backgroundBlur: true }] })), true);
  assert.equal(mixesOldNames(split({ backgroundBlur: true })), false);
});

test('constraints are about effects where a set of them names one', () => {
  assert.equal(hasEffects(split({ width: 1, advanced: [{ height: 1 }] })), false);
  assert.equal(hasEffects(split({ backgroundBlur: {} })), true);
  assert.equal(hasEffects(split({ advanced: [{}, { backgroundSegmentationMask: false }] })), true);
});
