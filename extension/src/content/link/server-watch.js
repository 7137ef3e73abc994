/** Knows whether the server is there: asks when somebody needs to know, believes it for a while. */

import { PROBE_CACHE_MS, PROBE_WITHIN_MS } from '../../shared/protocol.js';

export class ServerWatch {
  #clock;
  #probe;
  #onChange;
  #up = false;
  #known_ms = Number.NEGATIVE_INFINITY;
  /** @type {Promise<boolean> | null} */
  #asking = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #watching = false;

  /**
   * @param {import('../clock.js').Clock} clock
   * @param {(within_ms: number) => Promise<boolean>} probe
   * @param {(up: boolean) => void} onChange
   */
  constructor(clock, probe, onChange) {
    this.#clock = clock;
    this.#probe = probe;
    this.#onChange = onChange;
  }

  get up() {
    return this.#up;
  }

  /** @returns {Promise<boolean>} within PROBE_WITHIN_MS; silence counts as down */
  ask() {
    if (this.#clock.now() - this.#known_ms < PROBE_CACHE_MS) return Promise.resolve(this.#up);
    this.#asking ??= this.#probeFrom(this.#clock.now());
    return this.#asking;
  }

  /** @param {number} asked_ms */
  async #probeFrom(asked_ms) {
    const up = await this.#probe(PROBE_WITHIN_MS);
    this.#asking = null;
    // What a connection has told in the meantime is newer than this answer.
    if (this.#known_ms < asked_ms) this.tell(up);
    return this.#up;
  }

  /** @param {boolean} up first-hand news, such as a connection's beginning or end */
  tell(up) {
    this.#known_ms = this.#clock.now();
    if (up === this.#up) return;
    this.#up = up;
    this.#onChange(up);
  }

  /** @param {boolean} on whether any camera is open that should hear of changes */
  watch(on) {
    if (on === this.#watching) return;
    this.#watching = on;
    if (on) this.#askAgain();
    else this.#clock.clearTimeout(this.#timer);
  }

  #askAgain() {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#clock.setTimeout(async () => {
      await this.ask();
      if (this.#watching) this.#askAgain();
    }, PROBE_CACHE_MS);
  }
}
