/** What getConstraints() returns: the browser's words for the camera, with the effects put in. Pure. */

import { sorted } from '../../shared/constraints.js';

/** @typedef {Pick<import('../../shared/constraints.js').Split, 'effects' | 'advanced'>} Split */
/** @typedef {Record<string, unknown>} Members */

/**
 * @param {Split} split given to applyConstraints
 * @param {Members} camera what the browser returns for its part; none if it was given nothing
 * @returns {Members} with the effects as they were given
 */
export function appliedConstraints({ effects, advanced }, { advanced: native, ...basic }) {
  const own = advanced.some((set) => !isEmpty(set.effects));
  const sets = own
    ? advanced.map((set) => sorted({ ...shortest(set.native, 'exact'), ...set.effects }))
    : native;
  return { ...sorted({ ...basic, ...effects }), ...(sets === undefined ? {} : { advanced: sets }) };
}

/**
 * @param {Split} split given to getUserMedia
 * @param {Members} camera what the browser returns for its part
 * @returns {Members} with the effects in their shortest form, and without what is empty
 */
export function openedConstraints({ effects, advanced }, camera) {
  const sets = advanced
    .map(({ native, effects }) => ({ native, effects: shortest(effects, 'exact') }))
    .filter(({ native, effects }) => !isEmpty({ ...shortest(native, 'exact'), ...effects }));
  const short = { effects: shortest(effects, 'ideal'), advanced: sets };
  return appliedConstraints(/** @type {Split} */ (short), camera);
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
