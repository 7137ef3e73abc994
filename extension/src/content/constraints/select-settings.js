/** SelectSettings (mediacapture-main, section 11) for the two properties. Pure. */

import { OLD_NAMES } from '../../shared/constraint-members.js';
import { EFFECT_NAMES, exactOf, forBrowser } from '../../shared/constraints.js';

/** @typedef {import('../../shared/constraints.js').ConstrainBoolean} ConstrainBoolean */
/** @typedef {import('../../shared/constraints.js').EffectCapabilities} EffectCapabilities */
/** @typedef {import('../../shared/constraints.js').EffectName} EffectName */
/** @typedef {import('../../shared/constraints.js').EffectSet} EffectSet */
/** @typedef {import('../../shared/constraints.js').EffectSettings} EffectSettings */
/** @typedef {import('../../shared/constraints.js').SplitSet} SplitSet */
/** @typedef {import('./camera-limits.js').CameraLimits} CameraLimits */
/** @typedef {Pick<import('../../shared/constraints.js').Split, 'effects' | 'native' | 'advanced'>} Constraints */

/**
 * @typedef {object} Selected
 * @property {EffectSettings} settings
 * @property {boolean[]} met for each advanced set, whether it counts: as a whole or not at all
 */

/**
 * @param {Constraints} constraints
 * @param {EffectCapabilities} capabilities
 * @param {EffectSettings} current decides ties: what is on stays on
 * @param {CameraLimits} limits what the camera can do
 * @returns {Selected | {failedConstraint: EffectName}}
 */
export function selectSettings({ effects, native, advanced }, capabilities, current, limits) {
  const failedConstraint = EFFECT_NAMES.find((name) => {
    const exact = exactOf(effects[name], false);
    return exact !== undefined && !capabilities[name].includes(exact);
  });
  if (failedConstraint) return { failedConstraint };
  let candidates = allSettings(capabilities).filter((settings) => satisfies(settings, effects));
  // What is impossible for the camera alone is the camera's to refuse.
  let within = limits.narrowed(native, false) ?? limits;
  const met = advanced.map((set) => {
    const narrowed = candidates.filter((settings) => satisfies(settings, set.effects, true));
    const narrower = within.narrowed(set.native, true);
    if (narrowed.length === 0 || !narrower) return false;
    candidates = narrowed;
    within = narrower;
    return true;
  });
  const distance = (/** @type {EffectSettings} */ settings) =>
    EFFECT_NAMES.reduce((sum, name) => {
      const ideal = idealOf(effects[name]);
      const missed = ideal !== undefined && ideal !== settings[name] ? 1 : 0;
      const changed = settings[name] !== current[name] ? 1 : 0;
      return sum + 10 * missed + changed;
    }, 0);
  const [best] = candidates.sort((a, b) => distance(a) - distance(b));
  return { settings: best ?? current, met };
}

/**
 * @param {Constraints} constraints
 * @param {boolean[]} met for each advanced set, whether it counts
 * @returns {Record<string, unknown>} what the camera is given: nothing of a set of ours that does not
 *   count; the others it judges itself
 */
export function forCamera({ native, advanced }, met) {
  const counting = advanced.map((set, index) =>
    met[index] || !hasEffects(set) ? set : { effects: {}, native: {} },
  );
  return forBrowser({ native, advanced: counting });
}

/**
 * @param {{effects: EffectSet, advanced?: SplitSet[]}} constraints
 * @returns {boolean} whether they are about the two properties at all
 */
export function hasEffects({ effects, advanced = [] }) {
  return Object.keys(effects).length > 0 || advanced.some((set) => hasEffects(set));
}

/**
 * @param {Constraints} constraints
 * @returns {boolean} whether names of old are used beside an effect, which the browser takes in no set
 */
export function mixesOldNames(constraints) {
  const isOld = OLD_NAMES.some((name) => name in constraints.native);
  return isOld && hasEffects(constraints);
}

/**
 * @param {EffectCapabilities} capabilities
 * @returns {EffectSettings[]}
 */
function allSettings(capabilities) {
  return capabilities.backgroundBlur.flatMap((backgroundBlur) =>
    capabilities.backgroundSegmentationMask.map((backgroundSegmentationMask) => ({
      backgroundBlur,
      backgroundSegmentationMask,
    })),
  );
}

/**
 * @param {EffectSettings} settings
 * @param {EffectSet} set
 * @param {boolean} [bareIsExact] as in an advanced set
 */
function satisfies(settings, set, bareIsExact = false) {
  return EFFECT_NAMES.every((name) => {
    const exact = exactOf(set[name], bareIsExact);
    return exact === undefined || exact === settings[name];
  });
}

/** @param {ConstrainBoolean | undefined} constraint */
function idealOf(constraint) {
  return typeof constraint === 'boolean' ? constraint : constraint?.ideal;
}
