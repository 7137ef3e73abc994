/** What getUserMedia does not take, whatever the camera; pure. */

import { requiredEffect } from '../../shared/constraints.js';
import { mixesOldNames } from './select-settings.js';

const MIXED =
  'Malformed constraint: Cannot use both optional/mandatory and specific or advanced constraints.';

/**
 * @param {import('../../shared/constraints.js').Split} video
 * @returns {string | null} the message of the TypeError with which a browser refuses that has the
 *   effects; null if it does not
 */
export function refusalOf(video) {
  const required = requiredEffect(video.effects);
  if (!required && !mixesOldNames(video)) return null;
  const reason = required ? `Mandatory ${required} constraints are not supported` : MIXED;
  return `Failed to execute 'getUserMedia' on 'MediaDevices': ${reason}`;
}
