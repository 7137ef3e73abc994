/** What getUserMedia refuses once it has read everything, and before it asks anybody. Pure. */

import { OLD_NAMES } from '../shared/constraint-members.js';
import { contains, find } from '../shared/lists.js';
import { isObject } from '../shared/objects.js';

const { keys } = Object;
/** What may not be required, in Chromium's order. */
const MOVEMENTS = ['pan', 'tilt', 'zoom'];
const REQUIRING = ['exact', 'max', 'min'];
const MIXED =
  'Malformed constraint: Cannot use both optional/mandatory and specific or advanced constraints.';

/** @typedef {import('../shared/constraints.js').Split} Split */

/**
 * Of the effects' own names the content script says it: not where the person leaves a site alone.
 * @param {Split | null} audio
 * @param {Split} video
 * @returns {string | null} the browser's words; null for what it may take
 */
export function refusalOf(audio, video) {
  if ((audio && isMixed(audio)) || isMixed(video)) return MIXED;
  const required = find(MOVEMENTS, (name) => isRequired(video.native[name]));
  return required === undefined ? null : `Mandatory ${required} constraints are not supported`;
}

/** @param {Split} split */
function isMixed({ native, advanced }) {
  const names = keys(native);
  let old = 0;
  for (let at = 0; at < names.length; at += 1) if (contains(OLD_NAMES, names[at])) old += 1;
  return old > 0 && (names.length > old || advanced.length > 0);
}

/** @param {unknown} value a copy of a member */
function isRequired(value) {
  if (!isObject(value)) return false;
  const members = /** @type {Record<string, unknown>} */ (value);
  return find(REQUIRING, (name) => members[name] !== undefined) !== undefined;
}
