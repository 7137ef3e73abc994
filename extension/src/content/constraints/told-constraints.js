/** What getConstraints() returns: the browser's words for the camera, with the effects put in. Pure. */

import { OLD_NAMES } from '../../shared/constraint-members.js';
import { sorted } from '../../shared/constraints.js';

/** @typedef {import('./select-settings.js').Constraints} Constraints */
/** @typedef {Record<string, unknown>} Members */

/**
 * @param {Constraints} given to applyConstraints
 * @param {Members} camera what the browser returns for its part; none if it was given nothing
 * @returns {Members} with the effects as they were given
 */
export function appliedConstraints({ effects, native, advanced }, camera) {
  // In other words, and never beside effects.
  if (OLD_NAMES.some((name) => name in native)) return camera;
  const basic = sorted({ ...inWordsOf(camera, shortest(native, 'ideal')), ...effects });
  const own = advanced.some((set) => !isEmpty(set.effects));
  const sets = own
    ? advanced.map((set) => sorted({ ...shortest(set.native, 'exact'), ...set.effects }))
    : camera.advanced;
  return advanced.length > 0 && sets !== undefined ? { ...basic, advanced: sets } : basic;
}

/**
 * Only of what was given now: Chromium keeps what was given before for the camera's picture, such as
 * `torch`, when a call is about its size.
 * @param {Members} camera
 * @param {Members} given
 * @returns {Members}
 */
function inWordsOf(camera, given) {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, name in camera ? camera[name] : value]),
  );
}

/**
 * @param {Constraints} given to getUserMedia
 * @param {Members} camera what the browser returns for its part
 * @returns {Members} with the effects in their shortest form, and without what is empty
 */
export function openedConstraints({ effects, native, advanced }, camera) {
  const sets = advanced
    .map(({ native, effects }) => ({ native, effects: shortest(effects, 'exact') }))
    .filter(({ native, effects }) => !isEmpty({ ...shortest(native, 'exact'), ...effects }));
  const given = { effects: shortest(effects, 'ideal'), native, advanced: sets };
  return appliedConstraints(/** @type {Constraints} */ (given), camera);
}

/**
 * @param {Members} members
 * @param {'exact' | 'ideal'} bare what a bare value means in this set
 * @returns {Members}
 */
function shortest(members, bare) {
  /** @type {Members} */
  const short = {};
  for (const [name, value] of Object.entries(members)) {
    const isDictionary = typeof value === 'object' && value !== null && !Array.isArray(value);
    const bounds = isDictionary ? Object.entries(value) : [[bare, value]];
    const [[bound, only] = []] = bounds;
    if (bounds.length > 0) short[name] = bounds.length === 1 && bound === bare ? only : value;
  }
  return short;
}

/** @param {object} members */
function isEmpty(members) {
  return Object.keys(members).length === 0;
}
