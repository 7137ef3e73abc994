/** The steps of the slider for a blur's strength. Pure. */

import { STRENGTHS } from '../shared/effect-choice.js';
import { MAX_STRENGTH } from '../shared/protocol.js';

/** @typedef {import('../shared/translate.js').MessageKey} MessageKey */

/** Each looks as much stronger than the one before; as the effect's choice counts. */
export const STEPS = Object.freeze([
  ...[3, 5, STRENGTHS.light, 10, STRENGTHS.medium, 22, STRENGTHS.heavy, 45, 70],
  MAX_STRENGTH,
]);

/**
 * @param {number} strength
 * @returns {number} index of the nearest step
 */
export function stepOf(strength) {
  const away = STEPS.map((step) => Math.abs(step - strength));
  return away.indexOf(Math.min(...away));
}

/**
 * @param {number} step
 * @returns {MessageKey} what it is called
 */
export function nameOf(step) {
  const strength = STEPS[step] ?? 0;
  if (strength <= STRENGTHS.light) return 'strengthLight';
  return strength <= STRENGTHS.medium ? 'strengthMedium' : 'strengthHeavy';
}
