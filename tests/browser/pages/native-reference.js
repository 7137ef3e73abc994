/**
 * Cases that the browser's own implementation of the two effects and ours answer alike, but where
 * the specification says otherwise.
 */

import { closeCamera, EFFECTS, switchOff } from './reference/answers.js';
import {
  applyingBesides,
  applyingInOrder,
  applyingWhenOff,
  applyingWhenOn,
} from './reference/applying.js';
import { discovery } from './reference/discovery.js';
import { ending, life } from './reference/life.js';
import { opening, openingAnyway } from './reference/opening.js';
import { reading } from './reference/reading.js';

const TRIES = 3;

/** Each is for a tab of its own. @type {import('./reference/answers.js').Cases[]} */
export const groups = [
  discovery(),
  reading(),
  openingAnyway(),
  ending(),
  ...EFFECTS.flatMap((effect) => [
    applyingWhenOff(effect),
    applyingBesides(effect),
    applyingWhenOn(effect),
    applyingInOrder(effect),
    ...opening(effect),
    life(effect),
  ]),
];

/**
 * @param {number} group
 * @param {boolean} native whether the browser's own implementation is asked
 * @returns {Promise<Record<string, unknown>>} the answers by the cases' names
 */
export async function run(group, native) {
  /** @type {Record<string, unknown>} */
  const answers = {};
  for (const [name, answer] of Object.entries(groups[group] ?? {})) {
    // A machine may be too slow for the effect: that is no answer.
    for (let tries = 0; tries === 0 || (tries < TRIES && isLate(answers[name])); tries += 1) {
      answers[name] = await tried(answer);
    }
    if (native) await switchOff();
  }
  await closeCamera();
  return answers;
}

/** @param {unknown} answer */
function isLate(answer) {
  return JSON.stringify(answer).includes('could not be applied in time');
}

/** @param {() => unknown} answer */
async function tried(answer) {
  try {
    return (await answer()) ?? null;
  } catch (error) {
    return { broken: String(error) };
  }
}
