/** The steps of the slider for a blur's strength. Pure. */

import { MAX_STRENGTH } from '../shared/protocol.js';

/** @typedef {import('../shared/translate.js').MessageKey} MessageKey */

/** Each looks as much stronger than the one before; as the effect's choice counts. */
export const STEPS = Object.freeze([3, 5, 7, 10, 15, 22, 30, 45, 70, MAX_STRENGTH]);

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
  if (strength <= 7) return 'strengthLight';
  return strength <= 15 ? 'strengthMedium' : 'strengthHeavy';
}
