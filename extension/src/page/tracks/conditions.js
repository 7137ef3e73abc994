/** Waits for something to become true, each wait with an end. */

export class Conditions {
  #natives;
  /** @type {Set<() => void>} */
  #waiting = new Set();

  /** @param {Pick<import('../natives.js').Natives, 'setTimeout' | 'clearTimeout'>} natives */
  constructor(natives) {
    this.#natives = natives;
  }

  /** Something has changed: looks at every condition again. */
  check() {
    for (const wake of this.#waiting) wake();
  }

  /**
   * @param {() => boolean} condition
   * @param {number} within_ms
   * @returns {Promise<boolean>} false when the time was up first
   */
  until(condition, within_ms) {
    return new Promise((resolve) => {
      const finish = (/** @type {boolean} */ met) => {
        this.#waiting.delete(wake);
        this.#natives.clearTimeout(timer);
        resolve(met);
      };
      const wake = () => {
        if (condition()) finish(true);
      };
      const timer = this.#natives.setTimeout(() => finish(condition()), within_ms);
      this.#waiting.add(wake);
      wake();
    });
  }
}
