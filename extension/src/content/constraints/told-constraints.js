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
  const stale = isStale(camera, { native, advanced });
  const basic = sorted({ ...inWordsOf(camera, native, stale), ...effects });
  const own = advanced.some((set) => !isEmpty(set.effects));
  const sets =
    own || stale
      ? advanced.map((set) => sorted({ ...shortest(set.native, 'exact'), ...set.effects }))
      : camera.advanced;
  return advanced.length > 0 && sets !== undefined ? { ...basic, advanced: sets } : basic;
}

/**
 * @param {Members} camera
 * @param {Pick<Constraints, 'native' | 'advanced'>} given
 * @returns {boolean} whether Chromium returns what was given before for the camera's picture, such as
 *   `torch`, as it does when a call is about its size
 */
function isStale({ advanced = [], ...basic }, given) {
  const isAmong = (/** @type {Members[]} */ sets) => (/** @type {string} */ name) =>
    sets.some((set) => name in set);
  const sets = given.advanced.map(({ native }) => native);
  return !(
    Object.keys(basic).every(isAmong([given.native])) &&
    /** @type {Members[]} */ (advanced).flatMap(Object.keys).every(isAmong(sets))
  );
}

/**
 * Only of what was given now.
 * @param {Members} camera
 * @param {Members} given
 * @param {boolean} stale whether the browser's words are of another call
 * @returns {Members}
 */
function inWordsOf(camera, given, stale) {
  const words = stale ? { ...shortest(given, 'ideal'), ...camera } : camera;
  return Object.fromEntries(
    Object.keys(given).flatMap((name) => (name in words ? [[name, words[name]]] : [])),
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
    const isBare = bounds.length === 1 && bound === bare;
    const told = isBare ? alone(only) : value;
    if (bounds.length > 0 && told !== null && told !== undefined) short[name] = told;
  }
  return short;
}

/**
 * @param {unknown} value
 * @returns {unknown} what is alone in a list; undefined for an empty one
 */
function alone(value) {
  return Array.isArray(value) && value.length < 2 ? value[0] : value;
}

/** @param {object} members */
function isEmpty(members) {
  return Object.keys(members).length === 0;
}
