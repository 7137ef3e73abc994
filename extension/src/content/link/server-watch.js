/** Knows whether the server is there: asks when somebody needs to know, believes it for a while. */

import { PROBE_CACHE_MS, PROBE_WITHIN_MS } from '../../shared/protocol.js';

export class ServerWatch {
  #clock;
  #probe;
  #onChange;
  #up = false;
  #known_ms = Number.NEGATIVE_INFINITY;
  /** When a connection has told it. */
  #told_ms = Number.NEGATIVE_INFINITY;
  /** By how long each may take. @type {Map<number, Promise<boolean>>} */
  #asking = new Map();
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

  /**
   * @param {number} [within_ms] silence for so long counts as down
   * @returns {Promise<boolean>}
   */
  ask(within_ms = PROBE_WITHIN_MS) {
    const now_ms = this.#clock.now();
    // Who is patient is not content with silence that somebody hasty has met.
    const good = this.#up || within_ms <= PROBE_WITHIN_MS;
    if (good && now_ms - this.#known_ms < PROBE_CACHE_MS) return Promise.resolve(this.#up);
    const asking = this.#asking.get(within_ms) ?? this.#probeFrom(now_ms, within_ms);
    this.#asking.set(within_ms, asking);
    return asking;
  }

  /**
   * @param {number} asked_ms
   * @param {number} within_ms
   */
  async #probeFrom(asked_ms, within_ms) {
    const up = await this.#probe(within_ms);
    this.#asking.delete(within_ms);
    // What a connection has told in the meantime is newer than this answer; so is an answer to
    // somebody else, for one who got none.
    const news_ms = up ? this.#told_ms : this.#known_ms;
    if (news_ms < asked_ms) this.#know(up);
    return this.#up;
  }

  /** @param {boolean} up first-hand news, such as a connection's beginning or end */
  tell(up) {
    this.#told_ms = this.#clock.now();
    this.#know(up);
  }

  /** @param {boolean} up */
  #know(up) {
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
