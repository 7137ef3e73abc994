/** The person's choice for this site, as far as it is known. */

import { PROBE_WITHIN_MS } from '../../shared/protocol.js';

/** @typedef {import('../../shared/messages.js').Policy} Policy */

export class SitePolicy {
  /** @type {Policy | null} */
  #policy = null;
  #onForced;
  /** @type {Promise<void>} */
  #known;
  /** @type {() => void} */
  #settle = () => {};

  /**
   * @param {import('../clock.js').Clock} clock
   * @param {(forced: boolean) => void} onForced the person's switch was turned
   */
  constructor(clock, onForced) {
    this.#onForced = onForced;
    this.#known = new Promise((resolve) => {
      this.#settle = resolve;
      clock.setTimeout(resolve, PROBE_WITHIN_MS);
    });
  }

  /** @returns {Promise<void>} settles when the policy is known, PROBE_WITHIN_MS after load at most */
  known() {
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
