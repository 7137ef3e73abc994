/** Waits for something to become true, each wait with an end. */

export class Conditions {
  #clock;
  /** @type {Set<() => void>} */
  #waiting = new Set();

  /** @param {import('../clock.js').Clock} clock */
  constructor(clock) {
    this.#clock = clock;
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
        this.#clock.clearTimeout(timer);
        resolve(met);
      };
      const wake = () => {
        if (condition()) finish(true);
      };
      const timer = this.#clock.setTimeout(() => finish(condition()), within_ms);
      this.#waiting.add(wake);
      wake();
    });
  }
}
