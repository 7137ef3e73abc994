/** Stores what the person wants to see in place of the background. */

import { CHOICES_KEY, withChoice, withoutBackground } from './effect-choice.js';

/**
 * @param {import('./choices-area.js').ChoicesArea} area
 * @param {string | null} origin null for the sites without a choice of their own
 * @param {import('./effect-choice.js').EffectChoice | null} choice null takes the site's own choice away
 */
export async function storeChoice(area, origin, choice) {
  await change(area, (stored) => withChoice(stored, origin, choice));
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
 */
async function change(area, next) {
  await navigator.locks.request('choices', async () => {
    const { [CHOICES_KEY]: stored } = await area.get([CHOICES_KEY]);
    await area.set({ [CHOICES_KEY]: next(stored) });
  });
}
