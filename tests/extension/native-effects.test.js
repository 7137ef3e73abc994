import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CameraLimits } from '../../extension/src/content/constraints/camera-limits.js';
import { TrackConfiguration } from '../../extension/src/content/constraints/track-configuration.js';
import { forBrowser, splitConstraints } from '../../extension/src/shared/constraints.js';
import { handedOver, nativeEffects } from '../../extension/src/shared/native-effects.js';
import { plain } from './fakes.js';

const NOTHING = { backgroundBlur: false, backgroundSegmentationMask: false };
const NATIVE_BLUR = nativeEffects({ width: {}, backgroundBlur: [false, true] });

/** @param {unknown} constraints */
function split(constraints) {
  return splitConstraints(constraints, ['width', 'backgroundBlur']);
}

/** @param {boolean} forced */
function opened(forced) {
  return new TrackConfiguration({ asked: NOTHING, forced, serverUp: true }, NATIVE_BLUR);
}

test('what the browser makes itself goes to the camera, in every set', () => {
  const asked = split({
    width: 640,
    backgroundBlur: { exact: true },
    backgroundSegmentationMask: true,
    advanced: [{ backgroundBlur: true }, { backgroundSegmentationMask: false }],
  });
  const given = plain(handedOver(asked, NATIVE_BLUR));
  assert.deepEqual(NATIVE_BLUR, ['backgroundBlur']);
  assert.deepEqual(given.effects, { backgroundSegmentationMask: true });
  assert.deepEqual(plain(forBrowser(given)), {
    width: 640,
    backgroundBlur: { exact: true },
    advanced: [{ backgroundBlur: true }, {}],
  });
  assert.deepEqual(given.advanced[1]?.effects, { backgroundSegmentationMask: false });
  assert.deepEqual(handedOver(asked, []), asked);
});

test('what the browser does not take reaches it as it is', () => {
  const refused = split({ advanced: 5 });
  assert.deepEqual(handedOver(refused, NATIVE_BLUR), refused);
});

test('a track tells of the effects that are not the browser’s', () => {
  const track = opened(false);
  assert.deepEqual(track.settings, { backgroundSegmentationMask: false });
  assert.deepEqual(track.capabilities, { backgroundSegmentationMask: [false, true] });
  assert.equal(track.hides, false);
});

test('what the app asks of the browser hides nothing by itself', () => {
  const judged = opened(false).judge(split({ backgroundBlur: true }), CameraLimits.of({}));
  assert.deepEqual(judged, { asked: NOTHING, met: [] });
});

test('while the person forces blur it is ours to tell and to refuse, whoever makes it', () => {
  const track = opened(true);
  assert.deepEqual(track.settings, { backgroundBlur: true, backgroundSegmentationMask: false });
  assert.deepEqual(track.capabilities.backgroundBlur, [true]);
  const off = handedOver(split({ backgroundBlur: { exact: false } }), track.toldNatively);
  assert.deepEqual(track.judge(off, CameraLimits.of({})), { failedConstraint: 'backgroundBlur' });
  track.setForced(false);
  assert.equal(track.refresh(), true);
  assert.deepEqual(track.settings, { backgroundSegmentationMask: false });
  assert.deepEqual(track.clone().settings, track.settings);
});
