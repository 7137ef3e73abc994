import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  appliedConstraints,
  openedConstraints,
} from '../../extension/src/content/constraints/told-constraints.js';
import { splitConstraints } from '../../extension/src/shared/constraints.js';

const NATIVE = ['height', 'torch', 'width'];

/** @param {unknown} constraints */
const split = (constraints) => splitConstraints(constraints, NATIVE);

/**
 * In their order.
 * @param {object} told
 * @param {object} expected
 */
function assertTold(told, expected) {
  assert.equal(JSON.stringify(told), JSON.stringify(expected));
}

test('what was applied is returned as it was given, the camera’s part in the browser’s words', () => {
  assertTold(
    appliedConstraints(split({ torch: 1, backgroundBlur: { ideal: true } }), { torch: true }),
    {
      backgroundBlur: { ideal: true },
      torch: true,
    },
  );
  assertTold(appliedConstraints(split({ backgroundBlur: {} }), {}), { backgroundBlur: {} });
  assertTold(appliedConstraints(split({ width: { ideal: 320 } }), { width: 320 }), { width: 320 });
});

test('what the browser makes nothing of is not told, nor what it takes for nothing', () => {
  const given = { height: null, torch: {}, width: 320 };
  const camera = { torch: {}, width: 320 };
  assertTold(appliedConstraints(split(given), camera), camera);
  assertTold(openedConstraints(split({ ...given, torch: true }), { width: 320 }), { width: 320 });
  assertTold(openedConstraints(split({ height: null }), {}), {});
});

test('beside an effect a list of one is its item, and an empty one nothing', () => {
  const strings = (/** @type {unknown} */ constraints) =>
    appliedConstraints(splitConstraints(constraints, ['facingMode', 'groupId']), {});
  assertTold(strings({ advanced: [{ facingMode: ['user'], groupId: [], backgroundBlur: true }] }), {
    advanced: [{ backgroundBlur: true, facingMode: 'user' }],
  });
});

test('what the browser keeps of an earlier call is not told', () => {
  assertTold(appliedConstraints(split({ width: { ideal: 320 } }), { torch: true }), { width: 320 });
  const sets = { width: null, advanced: [{ height: 240 }] };
  assertTold(appliedConstraints(split(sets), { torch: true }), { advanced: [{ height: 240 }] });
  const stale = { advanced: [{ torch: true }] };
  assertTold(appliedConstraints(split({ width: 320 }), stale), { width: 320 });
  assertTold(appliedConstraints(split(sets), stale), { advanced: [{ height: 240 }] });
  const mixed = split({ advanced: [{ width: 320, backgroundBlur: true }] });
  assertTold(appliedConstraints(mixed, { torch: true }), {
    advanced: [{ backgroundBlur: true, width: 320 }],
  });
});

test('names of old are told as the browser has understood them', () => {
  const old = { mandatory: { maxWidth: 320 } };
  const understood = { width: { max: 320 }, advanced: [{ width: 1 }] };
  assertTold(appliedConstraints(split(old), understood), understood);
  assertTold(openedConstraints(split({ optional: [] }), {}), {});
});

test('what was opened is returned in its shortest form', () => {
  const opened = (/** @type {unknown} */ constraints, camera = {}) =>
    openedConstraints(split(constraints), camera);
  assertTold(opened({ backgroundBlur: { ideal: false }, width: 1 }, { width: 1 }), {
    backgroundBlur: false,
    width: 1,
  });
  assertTold(opened({ backgroundBlur: {}, backgroundSegmentationMask: true }), {
    backgroundSegmentationMask: true,
  });
  assertTold(opened({ advanced: [{ backgroundBlur: { exact: true } }] }), {
    advanced: [{ backgroundBlur: true }],
  });
  assertTold(opened({ advanced: [{ backgroundBlur: { ideal: true } }, {}, { width: {} }] }), {
    advanced: [{ backgroundBlur: { ideal: true } }],
  });
  assertTold(opened({ advanced: [{ backgroundBlur: {} }] }), {});
});

test('advanced sets keep their order; without effects they are the browser’s', () => {
  const constraints = split({
    width: '1',
    advanced: [
      { width: { exact: 320 }, backgroundBlur: true },
      { height: { ideal: 240 } },
      { backgroundSegmentationMask: { exact: false } },
    ],
  });
  const camera = { width: 1, advanced: [{ width: 320 }, { height: { ideal: 240 } }] };
  assertTold(appliedConstraints(constraints, camera), {
    width: 1,
    advanced: [
      { backgroundBlur: true, width: 320 },
      { height: { ideal: 240 } },
      { backgroundSegmentationMask: { exact: false } },
    ],
  });
  const ofBrowser = { advanced: [{ width: 320 }] };
  assertTold(appliedConstraints(split({ advanced: [{ width: 320 }, {}] }), ofBrowser), ofBrowser);
  assertTold(openedConstraints(split({ advanced: [{ width: 320 }, {}] }), ofBrowser), ofBrowser);
});
