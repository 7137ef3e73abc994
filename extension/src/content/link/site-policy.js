/** The person's choice for this site, as far as it is known. */

import { PROBE_WITHIN_MS } from '../../shared/protocol.js';

/** @typedef {import('../../shared/messages.js').Policy} Policy */

export class SitePolicy {
  /** @type {Policy | null} */
  #policy = null;
  #clock;
  #onForced;
  /** @type {Promise<void> | null} */
  #known = null;
  /** @type {() => void} */
  #settle = () => {};

  /**
   * @param {import('../clock.js').Clock} clock
   * @param {(forced: boolean) => void} onForced the person's switch was turned
   */
  constructor(clock, onForced) {
    this.#clock = clock;
    this.#onForced = onForced;
  }

  /** @returns {Promise<void>} settles when the policy is known, after PROBE_WITHIN_MS at most */
  known() {
    this.#known ??= new Promise((resolve) => {
      this.#settle = resolve;
      if (this.#policy === null) this.#clock.setTimeout(resolve, PROBE_WITHIN_MS);
      else resolve();
    });
    return this.#known;
  }

  /** Blur is on whatever the app says. Until the policy is known nobody can rule that out. */
  get forced() {
    return this.#policy === null || this.#policy === 'always';
  }

  get alone() {
    return this.#policy === 'alone';
  }

  /** @param {Policy} policy */
  set(policy) {
    this.#policy = policy;
    this.#settle();
    this.#onForced(this.forced);
  }
}
