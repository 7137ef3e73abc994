/** When a page hears of what has changed from outside. Frames never wait for it: they hide at once. */

/**
 * One cause reaches documents of several origins, which could tell from its moment that they are of
 * the same person.
 */
export const TOLD_WITHIN_MS = 100;

/** @typedef {import('../clock.js').Clock} Clock */

/** One document's: all its tracks are told together, at a moment that chance decides. */
export class DocumentNews {
  #clock;
  #tell;
  #random;
  /** @type {unknown} */
  #timer;

  /**
   * @param {Clock} clock
   * @param {() => void} tell
   * @param {() => number} [random] 0 to 1
   */
  constructor(clock, tell, random = Math.random) {
    this.#clock = clock;
    this.#tell = tell;
    this.#random = random;
  }

  /** Something has changed: it is told soon, with all that changes until then. */
  come() {
    this.#timer ??= this.#clock.setTimeout(() => {
      this.#timer = undefined;
      this.#tell();
    }, this.#random() * TOLD_WITHIN_MS);
  }
}

/** One track's: told when it can be, in a task of its own. */
export class TrackNews {
  #clock;
  #ready;
  #tell;
  #untold = false;
  #queued = false;

  /**
   * @param {Clock} clock
   * @param {() => boolean} ready whether it can be told now
   * @param {() => void} tell
   */
  constructor(clock, ready, tell) {
    this.#clock = clock;
    this.#ready = ready;
    this.#tell = tell;
  }

  /** Whether there is any. */
  get untold() {
    return this.#untold;
  }

  come() {
    this.#untold = true;
    this.check();
  }

  /** It may be ready by now. */
  check() {
    if (!this.#untold || this.#queued || !this.#ready()) return;
    this.#queued = true;
    // Not in the middle of other tracks' hiding: the page's handlers run in it.
    this.#clock.setTimeout(() => {
      this.#queued = false;
      if (!this.#ready()) return;
      this.#untold = false;
      this.#tell();
    }, 0);
  }
}
