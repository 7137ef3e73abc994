/**
 * Stores what the person chose to see, at once, for the page may be closed any moment; and takes it back
 * if the server says soon that it cannot show it.
 */

import { backgroundBlob } from '../shared/background-store.js';
import { ServerError, storeBackground } from '../shared/server-client.js';
import { storedServer } from '../shared/server-store.js';

/** @typedef {import('../shared/effect-choice.js').EffectChoice} EffectChoice */
/** @typedef {import('../shared/messages.js').Reason} Reason */

/** Later it stays: a call tells then what is wrong with it. */
const CHECKED_WITHIN_MS = 3000;

export class CheckedChoices {
  #reasonOf;
  #picked = 0;
  /** What takes the choices back that may not stay, the last one last. @type {Map<number, () => Promise<void>>} */
  #unchecked = new Map();

  /** @param {(id: string) => Promise<Reason | null>} [reason] why the server refuses a background; null if not */
  constructor(reason = reasonOf) {
    this.#reasonOf = reason;
  }

  /**
   * @param {EffectChoice} choice
   * @param {() => Promise<() => Promise<void>>} store answers with what takes the choice back
   * @returns {Promise<Reason | null>} why it is refused and taken back; null when it stays, or another
   *   one was chosen meanwhile
   */
  async store(choice, store) {
    this.#picked += 1;
    const picked = this.#picked;
    this.#unchecked.set(picked, await store());
    const reason = choice.effect === 'background' ? await this.#reasonOf(choice.id) : null;
    if (reason === null) {
      for (const other of this.#unchecked.keys()) {
        if (other <= picked) this.#unchecked.delete(other);
      }
    }
    if (reason === null || picked !== this.#picked) return null;
    // What stood before this one may itself have been refused meanwhile.
    const takeBacks = [...this.#unchecked.values()].reverse();
    this.#unchecked.clear();
    for (const takeBack of takeBacks) await takeBack();
    return reason;
  }
}

/**
 * @param {string} id of a background
 * @returns {Promise<Reason | null>} why the server refuses it; null also without a server
 */
async function reasonOf(id) {
  const blob = await backgroundBlob(id);
  if (!blob) return null;
  try {
    await storeBackground(await storedServer(), blob, CHECKED_WITHIN_MS);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return error.reason;
  }
  return null;
}
