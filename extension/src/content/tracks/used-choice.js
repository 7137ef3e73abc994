/**
 * What hides the background, of what the person chose: a background that cannot be shown gives way to
 * what was chosen before. Pure.
 */

import { FIRST_CHOICE, isBackground } from '../../shared/effect-choice.js';

/** @typedef {import('../../shared/effect-choice.js').Wish} Wish */
/** @typedef {import('../../shared/messages.js').Reason} Reason */
/** @typedef {import('../../shared/messages.js').Refusal} Refusal */

export class UsedChoice {
  /** What was chosen last. @type {Wish} */
  #chosen;
  /** What was used until then. @type {Wish} */
  #before = FIRST_CHOICE;
  /** Why the last one is not used; null if it is. @type {Reason | null} */
  #reason = null;

  /** @param {Wish} chosen */
  constructor(chosen) {
    this.#chosen = chosen;
  }

  /** @returns {Wish} */
  get used() {
    if (this.#reason === null) return this.#chosen;
    const { onlyMe = false } = this.#chosen;
    return { ...this.#before, onlyMe };
  }

  /** @returns {Refusal | null} what keeps the person's choice from being used */
  get refusal() {
    return this.#reason === null ? null : { reason: this.#reason, instead: this.#before.effect };
  }

  /** @param {Wish} chosen */
  choose(chosen) {
    if (chosen.effect !== 'background' || !isBackground(this.#chosen, chosen.id)) {
      this.#before = this.used;
      this.#reason = null;
    }
    this.#chosen = chosen;
  }

  /**
   * @param {string} id of a background that cannot be shown, or no further
   * @param {Reason} reason
   * @returns {boolean} whether it was used, so that something else is now
   */
  refuse(id, reason) {
    if (!isBackground(this.used, id)) return false;
    if (this.#reason === null) this.#reason = reason;
    // Else the one before is none, either.
    if (isBackground(this.#before, id)) this.#before = FIRST_CHOICE;
    return true;
  }
}
