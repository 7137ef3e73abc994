/**
 * Stands in for a face detector: takes the uppermost part of whoever the mask shows for the face, and
 * remembers what it was given.
 */

import { lumaOf, measure } from './measure.js';

/** @typedef {{x: number, y: number, width: number, height: number}} Box in pixels of the frame */

/** The mask is looked at as small as this. */
const WIDTH = 64;
const HEIGHT = 48;

/** Of a person's height, from the top of the head to the chin. */
const FACE = 0.6;

const ENOUGH = 20;
const geometry = await (await fetch('/camera/640x480.json')).json();

/**
 * What it was given: the number of the camera's picture, the mask's size, and what it has found.
 * @type {{number: number | null, mask: number[], faces: Box[]}[]}
 */
const given = [];
/** @type {(found: typeof given) => void} */
let settle = () => {};
/** Resolves when it has found faces in so many frames. @type {Promise<typeof given>} */
export const found = new Promise((resolve) => {
  settle = resolve;
});

/**
 * @param {VideoFrame} frame
 * @param {ImageBitmap} [mask] of that frame
 * @returns {Promise<Box[]>} none without a mask, or without anybody on it
 */
export async function detectFaces(frame, mask) {
  const person = mask && boxOf(mask);
  const scaleX = frame.displayWidth / WIDTH;
  const scaleY = frame.displayHeight / HEIGHT;
  const faces = person
    ? [
        {
          x: person.x * scaleX,
          y: person.y * scaleY,
          width: person.width * scaleX,
          height: FACE * person.height * scaleY,
        },
      ]
    : [];
  const { number } = measure(await lumaOf(frame), geometry);
  if (mask) given.push({ number, mask: [mask.width, mask.height], faces });
  if (given.length === ENOUGH) settle(given);
  return faces;
}

/**
 * @param {ImageBitmap} mask
 * @returns {Box | null} around what is white, in pixels of the small picture
 */
function boxOf(mask) {
  const context = new OffscreenCanvas(WIDTH, HEIGHT).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no 2d context');
  context.drawImage(mask, 0, 0, WIDTH, HEIGHT);
  const { data } = context.getImageData(0, 0, WIDTH, HEIGHT);
  const white = Array.from({ length: WIDTH * HEIGHT }, (_, at) => at).filter(
    (at) => (data[4 * at] ?? 0) > 127,
  );
  if (white.length === 0) return null;
  const columns = white.map((at) => at % WIDTH);
  const rows = white.map((at) => Math.floor(at / WIDTH));
  const [x, y] = [Math.min(...columns), Math.min(...rows)];
  return { x, y, width: Math.max(...columns) + 1 - x, height: Math.max(...rows) + 1 - y };
}
