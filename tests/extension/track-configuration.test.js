import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CameraLimits } from '../../extension/src/content/constraints/camera-limits.js';
import { TrackConfiguration } from '../../extension/src/content/constraints/track-configuration.js';
import { splitConstraints } from '../../extension/src/shared/constraints.js';

/** @typedef {import('../../extension/src/content/constraints/effect-settings.js').Circumstances} Circumstances */

const NOTHING = { backgroundBlur: false, backgroundSegmentationMask: false };
const BLUR = { backgroundBlur: true, backgroundSegmentationMask: false };
const MASK = { backgroundBlur: false, backgroundSegmentationMask: true };
const BOTH = { backgroundBlur: true, backgroundSegmentationMask: true };
const FREE = [false, true];

/** @param {Partial<Circumstances>} [some] */
function opened(some) {
  return new TrackConfiguration({ serverUp: true, forced: false, asked: NOTHING, ...some });
}

/** @param {TrackConfiguration} track */
function told({ settings, capabilities }) {
  return [settings, capabilities.backgroundBlur, capabilities.backgroundSegmentationMask];
}

test('a track tells from the start in which circumstances it was opened', () => {
  assert.deepEqual(told(opened()), [NOTHING, FREE, FREE]);
  assert.deepEqual(told(opened({ asked: BOTH })), [BOTH, FREE, FREE]);
  assert.deepEqual(told(opened({ forced: true })), [BLUR, [true], FREE]);
  assert.deepEqual(told(opened({ serverUp: false })), [NOTHING, [false], [false]]);
});

test('what changes from outside is read after refresh alone, then all of it at once', () => {
  const track = opened();
  track.setForced(true);
  track.setServer(false);
  assert.deepEqual(told(track), [NOTHING, FREE, FREE]);
  assert.deepEqual([track.forced, track.hides, track.isBehind], [true, true, true]);
  assert.equal(track.refresh(), true);
  assert.deepEqual(told(track), [BLUR, [true], FREE]);
  assert.equal(track.refresh(), false, 'nothing has changed since');
});

test("the app's own change is read at once, and tells nothing of what changes from outside", () => {
  const track = opened();
  track.setForced(true);
  track.setAsked(MASK);
  assert.deepEqual(told(track), [MASK, FREE, FREE]);
  assert.equal(track.refresh(), true);
  assert.deepEqual(told(track), [BOTH, [true], FREE]);
});

test('a call is judged by what the page has been told', () => {
  const track = opened();
  const off = splitConstraints({ backgroundBlur: { exact: false } }, []);
  track.setForced(true);
  assert.deepEqual(track.judge(off, CameraLimits.of({})), { asked: NOTHING, met: [] });
  track.refresh();
  track.setForced(false);
  assert.deepEqual(track.judge(off, CameraLimits.of({})), { failedConstraint: 'backgroundBlur' });
});

test('blur counts as forced until the page has been told that it is not', () => {
  const track = opened({ forced: true });
  assert.equal(track.setForced(true), false, 'as it was');
  assert.equal(track.setForced(false), true);
  assert.equal(track.forced, true);
  track.refresh();
  assert.equal(track.forced, false);
});

test('what comes back to where it was is no change', () => {
  const track = opened();
  track.setForced(true);
  track.setForced(false);
  track.setServer(false);
  track.setServer(true);
  assert.equal(track.refresh(), false);
});

test('a server that comes or goes while no effect is on changes the capabilities', () => {
  const track = opened();
  track.setServer(false);
  assert.equal(track.refresh(), true);
  assert.deepEqual(told(track), [NOTHING, [false], [false]]);
  track.setServer(true);
  assert.equal(track.refresh(), true);
  assert.deepEqual(told(track), [NOTHING, FREE, FREE]);
});

test('a server lost while blur is on changes nothing that the page can read', () => {
  for (const asked of [BLUR, BOTH]) {
    const track = opened({ asked });
    track.setServer(false);
    assert.equal(track.refresh(), false);
    assert.deepEqual(told(track), [asked, FREE, FREE]);
    // The app may switch off; from then on the truth is told.
    assert.deepEqual(
      track.judge(splitConstraints({ backgroundBlur: { exact: false } }, []), CameraLimits.of({})),
      { asked: { ...asked, backgroundBlur: false }, met: [] },
    );
    track.setAsked({ ...asked, backgroundBlur: false });
    assert.equal(track.refresh(), true);
    assert.deepEqual(told(track), [NOTHING, [false], [false]]);
  }
});

test('a server lost and found again while blur is on was never gone', () => {
  const track = opened({ asked: BOTH });
  track.setServer(false);
  track.refresh();
  track.setServer(true);
  assert.equal(track.refresh(), false);
  assert.deepEqual(told(track), [BOTH, FREE, FREE]);
});

test('a server lost while only the mask is on takes the mask away, and does not bring it back', () => {
  const track = opened({ asked: MASK });
  track.setServer(false);
  assert.equal(track.refresh(), true);
  assert.deepEqual(told(track), [NOTHING, [false], [false]]);
  track.setServer(true);
  assert.equal(track.refresh(), true);
  assert.deepEqual(told(track), [NOTHING, FREE, FREE]);
});

test('after a force the setting returns to what the app got by its own calls', () => {
  for (const asked of [NOTHING, BLUR]) {
    const track = opened({ asked });
    track.setForced(true);
    track.refresh();
    assert.equal(track.settings.backgroundBlur, true);
    track.setForced(false);
    track.refresh();
    assert.deepEqual(told(track), [asked, FREE, FREE]);
  }
});

test('a clone begins in the same circumstances and goes its own way', () => {
  const track = opened({ asked: BLUR });
  const clone = track.clone();
  track.setAsked(NOTHING);
  track.setServer(false);
  track.refresh();
  assert.deepEqual(told(clone), [BLUR, FREE, FREE]);
  clone.setAsked(MASK);
  clone.setServer(false);
  clone.refresh();
  assert.deepEqual([track.asked, clone.asked], [NOTHING, NOTHING]);
});

test('a clone has heard what its track has, and is behind with the rest', () => {
  const track = opened();
  track.setForced(true);
  const clone = track.clone();
  assert.deepEqual(told(clone), [NOTHING, FREE, FREE]);
  assert.deepEqual([clone.hides, clone.isBehind], [true, true]);
  assert.equal(clone.refresh(), true);
  assert.deepEqual(told(clone), [BLUR, [true], FREE]);
});

test('what is given out and what was taken in is the caller’s', () => {
  const asked = { ...BLUR };
  const track = opened({ asked });
  asked.backgroundBlur = false;
  track.settings.backgroundBlur = false;
  track.asked.backgroundBlur = false;
  track.capabilities.backgroundBlur?.pop();
  assert.deepEqual(told(track), [BLUR, FREE, FREE]);
  assert.deepEqual(track.asked, BLUR);
});
