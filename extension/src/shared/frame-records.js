/**
 * What is true of the frames that one track has delivered, found again by timestamp. Chromium
 * rounds a frame's timestamp anew each time that it enters a page (100 us up or down, measured), so
 * the nearest one counts, if it is near enough to be no other frame's. Uses nothing that a page could
 * have replaced.
 */

import { bare } from './lists.js';

/** Delivered frames whose metadata can still be asked for: ten seconds at 30 fps. */
const MAX_RECORDS = 300;
/** Masks take memory: only the newest frames keep theirs. */
const MAX_MASKS = 30;
/** Far above the rounding, far below the distance of two frames. */
const TOLERANCE_US = 2000;

/** @typedef {import('./worlds.js').FrameRecord} FrameRecord */
/** @typedef {{timestamp_us: number, record: FrameRecord}} Entry */

export class FrameRecords {
  #size;
  #masks;
  /** By number modulo size. @type {Record<number, Entry>} */
  #ring = bare({});
  /** How many were ever added. */
  #count = 0;

  /** @param {{records?: number, masks?: number}} [most] how many are kept, and how many with masks */
  constructor({ records = MAX_RECORDS, masks = MAX_MASKS } = {}) {
    this.#size = records;
    this.#masks = masks;
  }

  /**
   * @param {number} timestamp_us later than all before
   * @param {FrameRecord} record
   */
  add(timestamp_us, record) {
    this.#ring[this.#count % this.#size] = { timestamp_us, record };
    this.#count += 1;
    const past = this.#entry(this.#count - 1 - this.#masks);
    // A frame already read keeps its own record, and so its mask.
    if (past) past.record = { ...past.record, mask: null };
  }

  /**
   * @param {number} timestamp_us
   * @returns {FrameRecord | undefined}
   */
  find(timestamp_us) {
    let best;
    let bestError = TOLERANCE_US;
    // From the newest, which is what is asked for almost always.
    for (let number = this.#count - 1; ; number -= 1) {
      const entry = this.#entry(number);
      if (!entry || timestamp_us - entry.timestamp_us >= bestError) return best;
      const away_us = entry.timestamp_us - timestamp_us;
      const error = away_us < 0 ? -away_us : away_us;
      if (error < bestError) {
        bestError = error;
        best = entry.record;
      }
    }
  }

  /**
   * @param {number} timestamp_us
   * @returns {number | null} timestamp of the first frame that is not older, if there is one
   */
  firstSince(timestamp_us) {
    let first = null;
    for (let number = this.#count - 1; ; number -= 1) {
      const entry = this.#entry(number);
      if (!entry || entry.timestamp_us < timestamp_us) return first;
      first = entry.timestamp_us;
    }
  }

  /** @param {(timestamp_us: number, record: FrameRecord) => void} visit from the oldest on */
  each(visit) {
    const first = this.#count > this.#size ? this.#count - this.#size : 0;
    for (let number = first; number < this.#count; number += 1) {
      const entry = this.#entry(number);
      if (entry) visit(entry.timestamp_us, entry.record);
    }
  }

  /** Of the newest frame; no frame's, if there is none. */
  get newest_us() {
    return this.#entry(this.#count - 1)?.timestamp_us ?? -1 / 0;
  }

  clear() {
    this.#ring = bare({});
    this.#count = 0;
  }

  /** @param {number} number of an entry, from the first one ever */
  #entry(number) {
    if (number < 0 || number < this.#count - this.#size) return undefined;
    return this.#ring[number % this.#size];
  }
}
