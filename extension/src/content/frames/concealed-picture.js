/** Hides a camera frame as a whole, without the server: recognisably alive, nothing recognisable in it. */

import { colorSpaceOf } from './copied-frame.js';
import { smoothPlanes } from './smooth-planes.js';

/** Columns of the copy that is enlarged: a head is one or two of them. */
const TINY_WIDTH_PX = 16;
/** How long one picture serves: alive to the eye, and a fraction of the cost of one for each frame. */
const REFRESH_US = 100_000;

/**
 * @typedef {object} Picture
 * @property {Uint8Array<ArrayBuffer>} planes I420
 * @property {number} width
 * @property {number} height
 * @property {number} timestamp_us of the frame that it was made of
 */

export function createConcealer() {
  /** @type {OffscreenCanvas | undefined} */
  let tiny;
  /** @type {Picture | undefined} */
  let picture;

  /**
   * @param {VideoFrame} frame a camera frame; stays the caller's
   * @returns {VideoFrame} of the same display size and timestamp; the caller closes it
   */
  return function conceal(frame) {
    const { timestamp } = frame;
    try {
      picture = current(picture, frame) ?? paint(frame);
      const { planes, width: codedWidth, height: codedHeight } = picture;
      const colorSpace = colorSpaceOf(frame);
      const size = { codedWidth, codedHeight };
      return new VideoFrame(planes, { format: 'I420', ...size, timestamp, colorSpace });
    } catch {
      // Whatever the canvas could not do (memory, a lost context, an odd format): black hides too.
      return blackFrame(timestamp);
    }
  };

  /**
   * @param {VideoFrame} frame
   * @returns {Picture}
   */
  function paint(frame) {
    const { displayWidth: width, displayHeight: height, timestamp: timestamp_us } = frame;
    const tinyHeight = Math.max(1, Math.round((TINY_WIDTH_PX * height) / width));
    if (tiny?.height !== tinyHeight) tiny = new OffscreenCanvas(TINY_WIDTH_PX, tinyHeight);
    const context = tiny.getContext('2d', { alpha: false, willReadFrequently: true });
    if (!context) throw new Error('no 2d context');
    context.drawImage(frame, 0, 0, TINY_WIDTH_PX, tinyHeight);
    const { data } = context.getImageData(0, 0, TINY_WIDTH_PX, tinyHeight);
    const planes = smoothPlanes(data, TINY_WIDTH_PX, tinyHeight, width, height);
    return { planes, width, height, timestamp_us };
  }
}

/**
 * @param {Picture | undefined} picture
 * @param {VideoFrame} frame
 * @returns {Picture | undefined} the picture, if it still serves for this frame
 */
function current(picture, frame) {
  if (!picture) return undefined;
  const age_us = Math.abs(frame.timestamp - picture.timestamp_us);
  const fits = picture.width === frame.displayWidth && picture.height === frame.displayHeight;
  return fits && age_us < REFRESH_US ? picture : undefined;
}

/** @param {number} timestamp */
function blackFrame(timestamp) {
  const planes = new Uint8Array([0, 0, 0, 0, 128, 128]);
  const init = { format: 'I420', codedWidth: 2, codedHeight: 2, timestamp };
  return new VideoFrame(planes, /** @type {VideoFrameBufferInit} */ (init));
}
