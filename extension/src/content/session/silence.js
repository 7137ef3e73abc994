/** When a connection is to be taken for lost although nothing has said so. Pure. */

/** Longer than any hiccup of a busy machine, and short enough for a call. */
const SILENT_MS = 2000;

export class Silence {
  #heard_ms = Number.NEGATIVE_INFINITY;
  /** Since when returned frames are promised and none has come. */
  #missing_ms = Number.POSITIVE_INFINITY;

  /**
   * From now on something should be heard.
   * @param {number} now_ms
   */
  begin(now_ms) {
    this.#heard_ms = now_ms;
    this.#missing_ms = Number.POSITIVE_INFINITY;
  }

  /**
   * The server said something about a frame.
   * @param {number} now_ms
   * @param {boolean} promised that the frame itself is on its way
   */
  heard(now_ms, promised) {
    this.#heard_ms = now_ms;
    if (promised) this.#missing_ms = Math.min(this.#missing_ms, now_ms);
  }

  /** A promised frame has come. */
  came() {
    this.#missing_ms = Number.POSITIVE_INFINITY;
  }

  /**
   * @param {number} now_ms
   * @returns {boolean} nothing was heard for too long, or nothing came of what was promised
   */
  lasts(now_ms) {
    return now_ms - Math.min(this.#heard_ms, this.#missing_ms) > SILENT_MS;
  }
}
