/**
 * When a camera's frames were captured, judged by when they arrive: none arrives before, and the one
 * that arrives soonest says most. Pure.
 */

/** A guess is told when it is so much better than the last one told. */
const BETTER_MS = 0.5;

export class Arrivals {
  #first_us = Number.NaN;
  #told_ms = Number.POSITIVE_INFINITY;
  #onBetter;

  /** @param {(first_us: number, zero_ms: number) => void} onBetter seldom, and with the first frame */
  constructor(onBetter) {
    this.#onBetter = onBetter;
  }

  /**
   * @param {number} timestamp_us
   * @param {number} now_ms
   */
  frame(timestamp_us, now_ms) {
    if (Number.isNaN(this.#first_us)) this.#first_us = timestamp_us;
    const zero_ms = now_ms - timestamp_us / 1000;
    if (zero_ms > this.#told_ms - BETTER_MS) return;
    this.#told_ms = zero_ms;
    this.#onBetter(this.#first_us, zero_ms);
  }
}
