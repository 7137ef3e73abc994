/** Effects that the browser itself makes for a camera: it goes on judging and making them. Pure. */

import { EFFECT_NAMES } from './constraints.js';

/** @typedef {import('./constraints.js').EffectName} EffectName */
/** @typedef {import('./constraints.js').Split} Split */
/** @typedef {import('./constraints.js').SplitSet} SplitSet */

/**
 * @param {object} members what the browser supports, or a camera is capable of
 * @returns {EffectName[]}
 */
export function nativeEffects(members) {
  return EFFECT_NAMES.filter((name) => name in members);
}

/**
 * @param {Split} split
 * @param {readonly EffectName[]} names
 * @returns {Split} with these effects among the members for the camera
 */
export function handedOver(split, names) {
  const hand = (/** @type {SplitSet} */ { effects, native }) => ({
    effects: membersOf(effects, (name) => !names.includes(name)),
    native: { ...native, ...membersOf(effects, (name) => names.includes(name)) },
  });
  // What the browser does not take is no set.
  if (names.length === 0 || !split.convertible) return split;
  return { ...split, ...hand(split), advanced: split.advanced.map(hand) };
}

/**
 * @param {object} effects
 * @param {(name: EffectName) => boolean} isKept
 */
function membersOf(effects, isKept) {
  return Object.fromEntries(
    Object.entries(effects).filter(([name]) => isKept(/** @type {EffectName} */ (name))),
  );
}
