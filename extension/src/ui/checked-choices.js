/**
 * Stores what the person chose to see, at once, for the page may be closed any moment; and takes it back
 * if the server says soon that it cannot show it.
 */

import { backgroundBlob } from '../shared/background-store.js';
import { ServerError, storeBackground } from '../shared/server-client.js';
import { storedServer } from '../shared/server-store.js';

/** @typedef {import('../shared/effect-choice.js').EffectChoice} EffectChoice */

/** Later it stays: a call tells then what is wrong with it. */
const CHECKED_WITHIN_MS = 3000;

export class CheckedChoices {
  #refusalOf;
  #picked = 0;
  /** What takes the choices back that may not stay, the last one last. @type {Map<number, () => Promise<void>>} */
  #unchecked = new Map();

  /** @param {(id: string) => Promise<string>} [refusal] why the server refuses a background; empty if not */
  constructor(refusal = refusalOf) {
    this.#refusalOf = refusal;
  }

  /**
   * @param {EffectChoice} choice
   * @param {() => Promise<() => Promise<void>>} store answers with what takes the choice back
   * @returns {Promise<string>} why it is refused and taken back, a sentence; empty when it stays, or
   *   another one was chosen meanwhile
   */
  async store(choice, store) {
    this.#picked += 1;
    const picked = this.#picked;
    this.#unchecked.set(picked, await store());
    const refusal = choice.effect === 'background' ? await this.#refusalOf(choice.id) : '';
    if (refusal === '') {
      for (const other of this.#unchecked.keys()) {
        if (other <= picked) this.#unchecked.delete(other);
      }
    }
    if (refusal === '' || picked !== this.#picked) return '';
    // What stood before this one may itself have been refused meanwhile.
    const takeBacks = [...this.#unchecked.values()].reverse();
    this.#unchecked.clear();
    for (const takeBack of takeBacks) await takeBack();
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
