/** Effects that the browser itself makes for a camera: it goes on judging and making them. Pure. */

import { EFFECT_NAMES } from './constraints.js';
import { bare, contains, each, list, put } from './lists.js';

/** @typedef {import('./constraints.js').EffectName} EffectName */
/** @typedef {import('./constraints.js').EffectSet} EffectSet */
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
  // What the browser does not take is no set.
  if (names.length === 0 || !split.convertible) return split;
  const advanced = list();
  each(split.advanced, (set) => put(advanced, handOver(set, names)));
  return bare({ ...split, ...handOver(split, names), advanced });
}

/**
 * @param {SplitSet} set
 * @param {readonly EffectName[]} names
 * @returns {SplitSet}
 */
function handOver(set, names) {
  /** @type {EffectSet} */
  const effects = bare({});
  const native = bare({ ...set.native });
  each(EFFECT_NAMES, (name) => {
    const asked = set.effects[name];
    if (asked === undefined) return;
    if (contains(names, name)) native[name] = asked;
    else effects[name] = asked;
  });
  return { effects, native };
}
