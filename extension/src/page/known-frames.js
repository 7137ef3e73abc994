/**
 * What is known of the page's frames beyond what the browser knows. Copies of a frame are found by
 * whoever makes them; one that comes by a message has nothing but its timestamp and its size.
 */

import { createMaskPainter } from './mask-painter.js';

/** @typedef {import('../shared/worlds.js').FrameRecord} FrameRecord */
/** @typedef {import('./frame-natives.js').FrameNatives} FrameNatives */

/**
 * What a frame's mask is made from: the server's mask, small, or one that the page gave.
 * @typedef {object} Mask
 * @property {ImageBitmap} bitmap
 * @property {{width: number, height: number} | null} painted the picture's size in pixels, for the
 *   server's mask; null for the page's, which is copied as it is
 */

/**
 * What a frame's metadata tells; structured-cloneable.
 * @typedef {object} Known
 * @property {boolean | undefined} blurred
 * @property {Mask | undefined} mask
 */

/** @typedef {{timestamp_us: number, width: number, height: number, known: Known | undefined}} Look */

/** Frames that are on their way in messages: two seconds at 30 fps. */
const MOST_LOOKS = 60;

export class KnownFrames {
  #natives;
  #paintMask;
  /** @type {WeakMap<VideoFrame, Known>} */
  #known = new WeakMap();
  /** The last ones known, in a ring. @type {(Look | null)[]} */
  #looks = new Array(MOST_LOOKS).fill(null);
  #next = 0;
  /** Whether anything was ever known of a frame. */
  any = false;

  /** @param {FrameNatives} natives */
  constructor(natives) {
    this.#natives = natives;
    this.#paintMask = createMaskPainter(natives);
  }

  /**
   * @param {VideoFrame} frame
   * @returns {Known | undefined}
   */
  get(frame) {
    return this.#natives.mapGet(this.#known, frame);
  }

  /**
   * @param {VideoFrame} frame
   * @param {Known | undefined} known
   */
  set(frame, known) {
    if (!known) return;
    this.any = true;
    this.#natives.mapSet(this.#known, frame, known);
    this.#remember(frame, known);
  }

  /**
   * @param {VideoFrame} frame as a track of ours gave it
   * @param {FrameRecord | undefined} record
   */
  setRecord(frame, record) {
    if (!record) return;
    const { blurred, mask } = record;
    const width = this.#natives.frameDisplayWidth(frame);
    const height = this.#natives.frameDisplayHeight(frame);
    const painted = { width, height };
    this.set(frame, { blurred, mask: mask ? { bitmap: mask, painted } : undefined });
  }

  /**
   * @param {Mask} mask
   * @returns {ImageBitmap} a fresh one, the page's
   */
  maskOf({ bitmap, painted }) {
    return painted
      ? this.paint(bitmap, painted.width, painted.height)
      : this.#natives.copyBitmap(bitmap);
  }

  /**
   * @param {ImageBitmap} mask, small
   * @param {number} width in pixels
   * @param {number} height
   * @returns {ImageBitmap} as the page gets it
   */
  paint(mask, width, height) {
    return this.#paintMask(mask, width, height);
  }

  /** @param {VideoFrame} frame that the page made, of which nothing is to be known */
  setUnknown(frame) {
    if (this.any && this.#look(frame)) this.#remember(frame, undefined);
  }

  /** None is on its way any more: else the last masks would be kept for good. */
  forget() {
    for (let at = 0; at < MOST_LOOKS; at += 1) this.#looks[at] = null;
  }

  /** @param {VideoFrame} frame that has come by a message */
  recognize(frame) {
    const known = this.#look(frame)?.known;
    this.set(frame, known);
    return known !== undefined;
  }

  /**
   * @param {VideoFrame} frame
   * @param {Known | undefined} known
   */
  #remember(frame, known) {
    this.#looks[this.#next] = { ...this.measure(frame), known };
    this.#next = (this.#next + 1) % MOST_LOOKS;
  }

  /**
   * @param {VideoFrame} frame
   * @returns {Look | undefined} the last one that looked like it
   */
  #look(frame) {
    const { timestamp_us, width, height } = this.measure(frame);
    for (let back = 1; back <= MOST_LOOKS; back += 1) {
      const look = this.#looks[(this.#next + MOST_LOOKS - back) % MOST_LOOKS];
      if (!look) return undefined;
      if (look.timestamp_us !== timestamp_us) continue;
      if (look.width === width && look.height === height) return look;
    }
    return undefined;
  }

  /**
   * @param {VideoFrame} frame
   * @returns what it can be told by
   */
  measure(frame) {
    const { frameTimestamp, frameDisplayWidth, frameDisplayHeight } = this.#natives;
    return {
      timestamp_us: frameTimestamp(frame),
      width: frameDisplayWidth(frame),
      height: frameDisplayHeight(frame),
    };
  }
}
