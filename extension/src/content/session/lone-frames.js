/** When to send the frames by which an anchor is found, each alone. Pure. */

import { ANCHOR_RETRY_MS } from '../../shared/protocol.js';

export class LoneFrames {
  #sent_ms = Number.NEGATIVE_INFINITY;
  #count = 0;

  begin() {
    this.#sent_ms = Number.NEGATIVE_INFINITY;
    this.#count = 0;
  }

  /**
   * At growing distances: frames that are evenly apart could not be told from each other.
   * @param {number} now_ms
   * @returns {boolean} whether to send one, which then counts as sent
   */
  due(now_ms) {
    if (now_ms - this.#sent_ms < ANCHOR_RETRY_MS * (1 + this.#count / 4)) return false;
    this.#sent_ms = now_ms;
    this.#count += 1;
    return true;
  }
}
