/**
 * One camera's frames on the clocks that a video element tells: since the camera's begin, and since
 * the document's. Of the camera's own frames Chromium tells both, the first counted from a moment of
 * its choice; of frames that we made it tells their timestamps instead. Pure.
 */

/** Chromium rounds the times that it tells. */
const ROUNDING_US = 500;
/** Chromium counts from another moment when its times are so far from what they should be. */
const OTHER_BASE_US = 5_000;
/** How much later than they were captured a camera's frames arrive, at most. */
const ARRIVED_WITHIN_US = 50_000;
/** How much later than a frame itself the page's thread hears of it, at most. */
const HEARD_WITHIN_US = 5_000_000;

/**
 * One frame as a video element shows it.
 * @typedef {object} Shown
 * @property {boolean} raw whether it is the camera's own
 * @property {number | null} timestamp_us its own, if known
 * @property {number} media_us since the camera's begin
 * @property {number | null} captured_ms since the document's, if known
 */

/** @typedef {Pick<import('../../shared/frame-records.js').FrameRecords, 'find' | 'firstSince' | 'newest_us'>} Records */

export class CameraTimes {
  /** Timestamp of the camera's first frame. @type {number | null} */
  #first_us = null;
  /** When a timestamp would be 0, since the document's begin. */
  #zero_ms = 0;
  #zeroIsExact = false;
  /** From when on Chromium counts the camera's own frames. @type {number | null} */
  #base_us = null;
  /** What the base follows from, until it is exact. @type {{told_us: number, captured_ms: number} | null} */
  #sample = null;
  /** The camera's begin, as the page was told it. @type {number | null} */
  #begin_us = null;

  /**
   * @param {number} first_us timestamp of the camera's first frame
   * @param {number} zero_ms when a timestamp would be 0, judged by when frames arrive
   */
  tell(first_us, zero_ms) {
    this.#first_us = first_us;
    if (!this.#zeroIsExact) this.#zero_ms = zero_ms;
  }

  /**
   * @param {number} told_us Chromium's time of a frame that a video element shows
   * @param {number | null} captured_ms Chromium's, if it tells it
   * @param {Records} records of the track that the element shows
   * @returns {Shown | null} null as long as no frame of the camera is known
   */
  shown(told_us, captured_ms, records) {
    if (this.#first_us === null) return null;
    this.#settle(records);
    const raw = this.#isRaw(told_us, this.#first_us, records);
    if (raw && captured_ms !== null) this.#learn(told_us, captured_ms, records);
    const base_us = raw ? this.#base_us : 0;
    if (base_us === null) return { raw, timestamp_us: null, media_us: told_us, captured_ms };
    // The page keeps what it was told first, Chromium's own begin if that is known by then.
    this.#begin_us ??= this.#base_us ?? this.#first_us;
    const timestamp_us = base_us + told_us;
    return {
      raw,
      timestamp_us,
      media_us: Math.max(0, timestamp_us - this.#begin_us),
      captured_ms: raw ? captured_ms : timestamp_us / 1000 + this.#zero_ms,
    };
  }

  /**
   * @param {number} told_us
   * @param {number} first_us
   * @param {Records} records
   */
  #isRaw(told_us, first_us, records) {
    // No frame that we made is older than the camera's first.
    if (told_us < first_us) return true;
    if (records.find(told_us)) return false;
    // Either may be, on a machine that was switched on just before its camera.
    return (this.#base_us ?? first_us) + told_us <= records.newest_us + HEARD_WITHIN_US;
  }

  /**
   * @param {number} told_us of a frame of the camera's own
   * @param {number} captured_ms
   * @param {Records} records
   */
  #learn(told_us, captured_ms, records) {
    const base_us = Math.round((captured_ms - this.#zero_ms) * 1000) - told_us;
    if (this.#base_us !== null && Math.abs(base_us - this.#base_us) < OTHER_BASE_US) return;
    this.#base_us = base_us;
    this.#sample = { told_us, captured_ms };
    this.#settle(records);
  }

  /**
   * Makes exact what followed from an estimate, once its frame has a record: it is the first that was
   * captured no earlier, since none arrives before it is captured.
   * @param {Records} records
   */
  #settle(records) {
    if (!this.#sample) return;
    const { told_us, captured_ms } = this.#sample;
    const earliest_us = (captured_ms - this.#zero_ms) * 1000 - ROUNDING_US;
    const timestamp_us = records.firstSince(earliest_us);
    if (timestamp_us === null) return;
    this.#sample = null;
    if (timestamp_us - earliest_us > ARRIVED_WITHIN_US) return;
    const base_us = timestamp_us - told_us;
    if (this.#begin_us === this.#base_us) this.#begin_us = base_us;
    this.#base_us = base_us;
    this.#zero_ms = captured_ms - timestamp_us / 1000;
    this.#zeroIsExact = true;
  }
}
