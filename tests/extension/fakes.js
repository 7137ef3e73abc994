/** Small real things that stand for the browser in these tests. */

/** Lets everything that is already resolved run: no time passes, only this turn of the loop ends. */
export function turn() {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Time that moves only when it is told to, with its timers. */
export class FakeClock {
  #now_ms = 0;
  #lastId = 0;
  /** @type {Map<number, {at_ms: number, fn: () => void}>} */
  #timers = new Map();

  now = () => this.#now_ms;

  /**
   * @param {() => void} fn
   * @param {number} ms
   */
  setTimeout = (fn, ms) => {
    this.#lastId += 1;
    this.#timers.set(this.#lastId, { at_ms: this.#now_ms + ms, fn });
    return this.#lastId;
  };

  /** @param {number | undefined} id */
  clearTimeout = (id) => {
    if (id !== undefined) this.#timers.delete(id);
  };

  /** How many timers are still to fire. */
  get pending() {
    return this.#timers.size;
  }

  /**
   * Fires what is due on the way, in order; promises settle after each timer.
   * @param {number} ms
   */
  async advance(ms) {
    const end_ms = this.#now_ms + ms;
    await turn();
    for (;;) {
      const [next] = [...this.#timers].sort(([, a], [, b]) => a.at_ms - b.at_ms);
      if (!next || next[1].at_ms > end_ms) break;
      this.#timers.delete(next[0]);
      this.#now_ms = Math.max(this.#now_ms, next[1].at_ms);
      next[1].fn();
      await turn();
    }
    this.#now_ms = end_ms;
  }
}

/**
 * The same numbers in every run.
 * @param {number} seed
 * @returns {() => number} 0 to 1, 1 not included (mulberry32)
 */
export function seededRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
