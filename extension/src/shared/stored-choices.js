/** Stores what the person wants to see in place of the background. */

import { CHOICES_KEY, withChoice, withoutBackground, withoutChange } from './effect-choice.js';

/**
 * @param {import('./choices-area.js').ChoicesArea} area
 * @param {string | null} origin null for the sites without a choice of their own
 * @param {import('./effect-choice.js').EffectChoice | null} choice null takes the site's own choice away
 * @returns {Promise<() => Promise<void>>} takes the choice back, unless there is another one by then
 */
export async function storeChoice(area, origin, choice) {
  const before = await change(area, (stored) => withChoice(stored, origin, choice));
  return async () => {
    await change(area, (stored) => withoutChange(stored, before, origin, choice) ?? stored);
  };
}

/**
 * A background is there no more: whoever had chosen it gets what the others get.
 * @param {import('./choices-area.js').ChoicesArea} area
 * @param {string} id
 */
export async function forgetBackground(area, id) {
  await change(area, (stored) => withoutBackground(stored, id));
}

/**
 * One after the other, on all pages: a change reads what is stored, and then stores.
 * @param {import('./choices-area.js').ChoicesArea} area
 * @param {(stored: unknown) => unknown} next what to store instead
 * @returns {Promise<unknown>} what was stored before
 */
async function change(area, next) {
  return await navigator.locks.request('choices', async () => {
    const { [CHOICES_KEY]: stored } = await area.get([CHOICES_KEY]);
    await area.set({ [CHOICES_KEY]: next(stored) });
    return stored;
  });
}
