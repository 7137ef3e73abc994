/** Stores what the person chose to see, unless the server can say at once that it cannot show it. */

import { backgroundBlob } from '../shared/background-store.js';
import { ServerError, storeBackground } from '../shared/server-client.js';
import { storedServer } from '../shared/server-store.js';

/** @typedef {import('../shared/effect-choice.js').EffectChoice} EffectChoice */

/** Later it is chosen all the same: a call tells then what is wrong with it. */
const CHECKED_WITHIN_MS = 3000;

export class CheckedChoices {
  #picked = 0;

  /**
   * @param {EffectChoice} choice
   * @param {() => Promise<void>} store
   * @returns {Promise<string>} why it is refused, a sentence; empty when it is stored, or another one
   *   was chosen meanwhile
   */
  async store(choice, store) {
    this.#picked += 1;
    const picked = this.#picked;
    const refusal = choice.effect === 'background' ? await refusalOf(choice.id) : '';
    if (picked !== this.#picked) return '';
    if (refusal === '') await store();
    return refusal;
  }
}

/**
 * @param {string} id of a background
 * @returns {Promise<string>} why the server refuses it; empty also without a server
 */
async function refusalOf(id) {
  const blob = await backgroundBlob(id);
  if (!blob) return '';
  try {
    await storeBackground(await storedServer(), blob, CHECKED_WITHIN_MS);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    if (error.code === 'background-refused') return error.message;
  }
  return '';
}
