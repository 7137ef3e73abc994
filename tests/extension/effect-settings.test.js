import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CameraLimits } from '../../extension/src/content/constraints/camera-limits.js';
import {
  capabilitiesOf,
  judgeEffects,
  settingsOf,
} from '../../extension/src/content/constraints/effect-settings.js';
import { EFFECT_NAMES, splitConstraints } from '../../extension/src/shared/constraints.js';

/** @typedef {import('../../extension/src/content/constraints/effect-settings.js').Circumstances} Circumstances */

const NOTHING = { backgroundBlur: false, backgroundSegmentationMask: false };
const BLUR = { backgroundBlur: true, backgroundSegmentationMask: false };
const MASK = { backgroundBlur: false, backgroundSegmentationMask: true };
const BOTH = { backgroundBlur: true, backgroundSegmentationMask: true };

/**
 * @param {Partial<Circumstances>} [some]
 * @returns {Circumstances}
 */
function when(some) {
  return { serverUp: true, forced: false, asked: NOTHING, ...some };
}

/**
 * @param {unknown} constraints
 * @param {Partial<Circumstances>} [some]
 */
function judge(constraints, some) {
  const split = splitConstraints(constraints, []);
  const judged = judgeEffects(split, when(some), CameraLimits.of({}));
  return 'asked' in judged ? { asked: judged.asked } : judged;
}

test('capabilities follow the server and the person', () => {
  const can = (/** @type {boolean} */ serverUp, /** @type {boolean} */ forced) => {
    const { backgroundBlur, backgroundSegmentationMask } = capabilitiesOf(
      when({ serverUp, forced }),
    );
    return [backgroundBlur, backgroundSegmentationMask];
  };
  assert.deepEqual(can(true, false), [
    [false, true],
    [false, true],
  ]);
  assert.deepEqual(can(false, false), [[false], [false]]);
  assert.deepEqual(can(true, true), [[true], [false, true]]);
  assert.deepEqual(can(false, true), [[true], [false]]);
});

test('settings: force is always true, a mask needs a server, blur that is on outlives it', () => {
  /** @type {[Partial<Circumstances>, typeof NOTHING][]} */
  const rows = [
    [{}, NOTHING],
    [{ asked: BLUR }, BLUR],
    [{ asked: MASK }, MASK],
    [{ asked: BOTH }, BOTH],
    [{ forced: true }, BLUR],
    [{ forced: true, asked: MASK }, BOTH],
    [{ serverUp: false }, NOTHING],
    [{ serverUp: false, asked: BLUR }, BLUR],
    [{ serverUp: false, asked: MASK }, NOTHING],
    [{ serverUp: false, forced: true }, BLUR],
    [{ serverUp: false, forced: true, asked: BOTH }, BLUR],
  ];
  for (const [some, expected] of rows) {
    assert.deepEqual(settingsOf(when(some)), expected, JSON.stringify(some));
  }
});

test('a setting is always one that the capability allows', () => {
  for (const serverUp of [false, true]) {
    for (const forced of [false, true]) {
      for (const asked of [NOTHING, BLUR, MASK, BOTH]) {
        const circumstances = when({ serverUp, forced, asked });
        const settings = settingsOf(circumstances);
        const capabilities = capabilitiesOf(circumstances);
        for (const name of EFFECT_NAMES) {
          assert.ok(capabilities[name].includes(settings[name]), JSON.stringify(circumstances));
        }
      }
    }
  }
});

test('what is returned is fresh, and what was asked is left alone', () => {
  const circumstances = when({ asked: Object.freeze({ ...BLUR }) });
  assert.notEqual(capabilitiesOf(circumstances).backgroundBlur, capabilitiesOf(circumstances));
  capabilitiesOf(circumstances).backgroundBlur.push(true);
  assert.deepEqual(capabilitiesOf(circumstances).backgroundBlur, [false, true]);
  settingsOf(circumstances).backgroundBlur = false;
  assert.deepEqual(settingsOf(circumstances), BLUR);
});

test('without force the app gets what it asks for, as far as the server goes', () => {
  assert.deepEqual(judge({ backgroundBlur: true }), { asked: BLUR });
  assert.deepEqual(judge({ backgroundBlur: { exact: false } }, { asked: BOTH }), { asked: MASK });
  assert.deepEqual(judge({}, { asked: BOTH }), { asked: BOTH });
  assert.deepEqual(judge({ backgroundBlur: true }, { serverUp: false }), { asked: NOTHING });
  assert.deepEqual(judge({ backgroundBlur: { exact: true } }, { serverUp: false }), {
    failedConstraint: 'backgroundBlur',
  });
  assert.deepEqual(
    judge(
      { backgroundBlur: { exact: true }, backgroundSegmentationMask: { exact: true } },
      { serverUp: false, forced: true },
    ),
    { failedConstraint: 'backgroundSegmentationMask' },
  );
});

test('force refuses exact false and nothing else', () => {
  assert.deepEqual(judge({ backgroundBlur: { exact: false } }, { forced: true }), {
    failedConstraint: 'backgroundBlur',
  });
  for (const constraints of [
    { backgroundBlur: false },
    { backgroundBlur: { ideal: false } },
    { advanced: [{ backgroundBlur: false }] },
    {},
  ]) {
    assert.ok('asked' in judge(constraints, { forced: true }), JSON.stringify(constraints));
  }
});

test('under force the app’s own wish is remembered, for when the force ends', () => {
  assert.deepEqual(judge({ backgroundBlur: true }, { forced: true }), { asked: BLUR });
  assert.deepEqual(judge({ backgroundBlur: false }, { forced: true, asked: BLUR }), {
    asked: NOTHING,
  });
  assert.deepEqual(judge({}, { forced: true }), { asked: NOTHING });
  assert.deepEqual(judge({}, { forced: true, asked: BLUR }), { asked: BLUR });
  assert.deepEqual(judge({ backgroundSegmentationMask: true }, { forced: true, asked: BLUR }), {
    asked: BOTH,
  });
});

test('force never makes the app ask for blur by itself', () => {
  for (const constraints of [{}, { backgroundSegmentationMask: true }, { advanced: [{}] }]) {
    const judged = judge(constraints, { forced: true });
    assert.ok('asked' in judged && !judged.asked.backgroundBlur, JSON.stringify(constraints));
  }
});

test('blur that the app asks for under force is its own, whether the server is there or not', () => {
  for (const backgroundBlur of [true, { ideal: true }, { exact: true }]) {
    for (const serverUp of [true, false]) {
      assert.deepEqual(
        judge({ backgroundBlur }, { forced: true, serverUp }),
        { asked: BLUR },
        JSON.stringify({ backgroundBlur, serverUp }),
      );
    }
  }
});
