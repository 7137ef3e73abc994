/** Hides a camera's frames as a whole, without the server: recognisably alive, nothing recognisable. */

import { lookOf } from './copied-frame.js';
import { smoothPlanes } from './smooth-planes.js';
import { canBeRead, tinyOfPlanes, tinyOfRgba } from './tiny-picture.js';

/** Columns of the copy that is enlarged: a head is one or two of them. */
const TINY_WIDTH_PX = 16;

/**
 * @typedef {object} Picture
 * @property {import('./tiny-picture.js').TinyPicture} tiny
 * @property {Uint8Array<ArrayBuffer> | null} planes the tiny picture enlarged, I420; once needed
 * @property {number} width
 * @property {number} height
 * @property {number} timestamp_us of the frame that it was made of
 * @property {VideoColorSpaceInit} colorSpace
 */

export class Concealer {
  /** @type {Picture | null} */
  #picture = null;
  #reading = false;
  #onSeen;

  /** @param {() => void} onSeen frames of the size last seen can be concealed from now on */
  constructor(onSeen) {
    this.#onSeen = onSeen;
  }

  /**
   * Takes a new picture if the last one has another size or is older than `every_us`.
   * @param {VideoFrame} frame a camera frame; stays the caller's
   * @param {number} every_us
   */
  see(frame, every_us) {
    const { displayWidth, displayHeight, timestamp } = frame;
    const fits = this.#fits(displayWidth, displayHeight);
    if (this.#reading || (fits && Math.abs(timestamp - fits.timestamp_us) < every_us)) return;
    if (canBeRead(frame.format)) void this.#read(frame.clone());
    else this.#picture = pictureOf(frame, painted(frame));
  }

  /**
   * @param {number} timestamp_us
   * @param {number} width
   * @param {number} height
   * @returns {VideoFrame | null} null until a picture of this size was seen; the caller closes it
   */
  conceal(timestamp_us, width, height) {
    const picture = this.#fits(width, height);
    if (!picture) return null;
    picture.planes ??= smoothPlanes(picture.tiny, width, height);
    const size = { codedWidth: width, codedHeight: height };
    const { colorSpace } = picture;
    const init = { format: /** @type {const} */ ('I420'), timestamp: timestamp_us };
    return new VideoFrame(picture.planes, { ...init, ...size, colorSpace });
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  #fits(width, height) {
    const picture = this.#picture;
    return picture?.width === width && picture.height === height ? picture : null;
  }

  /**
   * Not through a canvas: of each frame drawn to one, Chromium keeps a copy, up to hundreds.
   * @param {VideoFrame} frame consumed
   */
  async #read(frame) {
    this.#reading = true;
    const isNew = !this.#fits(frame.displayWidth, frame.displayHeight);
    this.#picture = pictureOf(frame, await tinyOf(frame).catch(black));
    frame.close();
    this.#reading = false;
    if (isNew) this.#onSeen();
  }
}

/**
 * @param {VideoFrame} frame
 * @param {import('./tiny-picture.js').TinyPicture} tiny
 * @returns {Picture}
 */
function pictureOf(frame, tiny) {
  const { displayWidth: width, displayHeight: height, timestamp: timestamp_us } = frame;
  return { tiny, planes: null, width, height, timestamp_us, colorSpace: lookOf(frame).colorSpace };
}

/** @param {VideoFrame} frame */
function tinySize(frame) {
  const height = Math.round((TINY_WIDTH_PX * frame.displayHeight) / frame.displayWidth);
  return [TINY_WIDTH_PX, Math.max(1, height)];
}

/** @param {VideoFrame} frame of a format that can be read */
async function tinyOf(frame) {
  const data = new Uint8Array(frame.allocationSize());
  const layout = await frame.copyTo(data);
  const { width, height } = /** @type {DOMRectReadOnly} */ (frame.visibleRect);
  const format = /** @type {string} */ (frame.format);
  return tinyOfPlanes(data, layout, format, [width, height], tinySize(frame));
}

/** @param {VideoFrame} frame of whatever format */
function painted(frame) {
  const [width = 1, height = 1] = tinySize(frame);
  try {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (!context) return black();
    context.drawImage(frame, 0, 0, width, height);
    return tinyOfRgba(context.getImageData(0, 0, width, height).data, width, height);
  } catch {
    // Whatever the canvas could not do (memory, a lost context, an odd format): black hides too.
    return black();
  }
}

function black() {
  return tinyOfRgba(new Uint8ClampedArray(4), 1, 1);
}
