/**
 * What a track tells about its effects, from who wants what. Pure.
 */

import { selectSettings } from './select-settings.js';

/** @typedef {import('../../shared/constraints.js').EffectSettings} EffectSettings */
/** @typedef {import('../../shared/constraints.js').EffectCapabilities} EffectCapabilities */

/**
 * @typedef {object} Circumstances
 * @property {boolean} serverUp as far as the page is told: a server lost while blur is on changes
 *   the picture, but nothing that the page can read
 * @property {boolean} forced the person switched blur on for this site
 * @property {EffectSettings} asked what the app got by its own calls
 */
/**
 * @typedef {object} Judged
 * @property {EffectSettings} asked
 * @property {boolean[]} met for each advanced set, whether it counts
 */

/**
 * @param {Circumstances} circumstances
 * @returns {EffectCapabilities} fresh arrays
 */
export function capabilitiesOf({ serverUp, forced, asked }) {
  return {
    backgroundBlur: forced ? [true] : serverUp || asked.backgroundBlur ? [false, true] : [false],
    backgroundSegmentationMask: serverUp ? [false, true] : [false],
  };
}

/**
 * @param {Circumstances} circumstances
 * @returns {EffectSettings} fresh object
 */
export function settingsOf({ serverUp, forced, asked }) {
  return {
    backgroundBlur: forced || asked.backgroundBlur,
    backgroundSegmentationMask: serverUp && asked.backgroundSegmentationMask,
  };
}

/**
 * What an app's call comes to. The person's force decides what is refused, never what the app is
 * taken to have asked for: that counts again when the force ends.
 * @param {import('./select-settings.js').Constraints} constraints
 * @param {Circumstances} circumstances
 * @param {import('./camera-limits.js').CameraLimits} limits
 * @returns {Judged | {failedConstraint: import('../../shared/constraints.js').EffectName}}
 */
export function judgeEffects(constraints, circumstances, limits) {
  const { forced, asked } = circumstances;
  const judged = selectSettings(
    constraints,
    capabilitiesOf(circumstances),
    settingsOf(circumstances),
    limits,
  );
  if ('failedConstraint' in judged) return judged;
  const { met } = judged;
  if (!forced) return { asked: judged.settings, met };
  const unforced = selectSettings(
    constraints,
    { ...capabilitiesOf(circumstances), backgroundBlur: [false, true] },
    asked,
    limits,
  );
  return { asked: 'settings' in unforced ? unforced.settings : asked, met };
}
