/**
 * What is true of the frames that one track has delivered, found again by timestamp. Chromium
 * rounds a frame's timestamp anew each time that it enters a page (100 us up or down, measured), so
 * the nearest one counts, if it is near enough to be no other frame's.
 */

/** Delivered frames whose metadata can still be asked for: ten seconds at 30 fps. */
const MAX_RECORDS = 300;
/** Masks take memory: only the newest frames keep theirs. */
const MAX_MASKS = 30;
/** Far above the rounding, far below the distance of two frames. */
const TOLERANCE_US = 2000;

/** @typedef {import('../../shared/worlds.js').FrameRecord} FrameRecord */

export class FrameRecords {
  /** In the order of delivery, which is the order of time. @type {[number, FrameRecord][]} */
  #records = [];

  /**
   * @param {number} timestamp_us later than all before
   * @param {FrameRecord} record
   */
  add(timestamp_us, record) {
    this.#records.push([timestamp_us, record]);
    if (this.#records.length > MAX_RECORDS) this.#records.shift();
    const past = this.#records.at(-1 - MAX_MASKS);
    // A frame already read keeps its own record, and so its mask.
    if (past) past[1] = { ...past[1], mask: null };
  }

  /**
   * @param {number} timestamp_us
   * @returns {FrameRecord | undefined}
   */
  find(timestamp_us) {
    let best;
    let bestError = TOLERANCE_US;
    // From the newest, which is what is asked for almost always.
    for (let n = this.#records.length - 1; n >= 0; n -= 1) {
      const [at_us, record] = /** @type {[number, FrameRecord]} */ (this.#records[n]);
      if (timestamp_us - at_us >= bestError) break;
      const error = Math.abs(at_us - timestamp_us);
      if (error < bestError) {
        bestError = error;
        best = record;
      }
    }
    return best;
  }

  /**
   * @param {number} timestamp_us
   * @returns {number | null} timestamp of the first frame that is not older, if there is one
   */
  firstSince(timestamp_us) {
    return this.#records.find(([at_us]) => at_us >= timestamp_us)?.[0] ?? null;
  }

  /** Of the newest frame; no frame's, if there is none. */
  get newest_us() {
    return this.#records.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
  }

  clear() {
    this.#records = [];
  }
}
