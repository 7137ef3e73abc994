/**
 * What a picture of the fake camera shows: its number, its sharpness, and so its fate.
 *
 * `tests/camera/measuring.py` has the same functions with the same results, and says why they are
 * as they are. A picture may have another size than the camera's: the geometry is scaled to it.
 */

export { frameHash, lumaOf, lumaOfVideoElement } from './pixels.js';

/** @typedef {[x: number, y: number, width: number, height: number]} Rectangle */

/**
 * The clip's description, `camera.json` beside it.
 * @typedef {object} Geometry
 * @property {number} width
 * @property {number} height
 * @property {number} frame_count
 * @property {number} fps
 * @property {number} cell_width
 * @property {number} cell_height
 * @property {number} code_bits
 * @property {number} pattern_px
 * @property {number} detail_px
 * @property {Rectangle[]} background
 * @property {Rectangle[]} person
 * @property {[x: number, y: number][]} path
 */

/**
 * @typedef {object} Picture
 * @property {Uint8Array} luma  width * height values, limited range
 * @property {number} width
 * @property {number} height
 */

/**
 * @typedef {object} Measures
 * @property {number | null} number  null where the code cannot be read for certain
 * @property {number} background  sharpness of the background's sharpest patch
 * @property {number} person  sharpness of the person's detail
 * @property {boolean} black
 */

/** @typedef {{background: number, person: number}} Reference  a raw frame's sharpness */
/** @typedef {'raw' | 'composed' | 'concealed' | 'black' | 'unknown'} Verdict */

const BLACK_LUMA_MAX = 40;
const CODE_RANGE_MIN = 60;
const CODE_BIT_MARGIN = 0.4;
const BACKGROUND_SHOWN_MIN = 0.3;
const BACKGROUND_HIDDEN_MAX = 0.1;
const PERSON_KEPT_MIN = 0.6;
const PERSON_HIDDEN_MAX = 0.2;
const REFERENCE_BACKGROUND_MIN = 40;
const REFERENCE_PERSON_MIN = 8;

/**
 * @param {Picture} picture
 * @param {Geometry} geometry
 * @returns {Measures}
 */
export function measure(picture, geometry) {
  if (isBlack(picture)) return { number: null, background: 0, person: 0, black: true };
  const number = readFrameNumber(picture, geometry);
  return {
    number,
    background: backgroundSharpness(picture, geometry),
    person: personSharpness(picture, geometry, number),
    black: false,
  };
}

/**
 * Take a raw frame as the reference. Throws if it is not the fake camera's.
 * @param {Measures} measures
 * @returns {Reference}
 */
export function calibrate({ number, background, person }) {
  if (number === null || background < REFERENCE_BACKGROUND_MIN || person < REFERENCE_PERSON_MIN) {
    const found = JSON.stringify({ number, background, person });
    throw new Error(`not a raw frame of the fake camera: ${found}`);
  }
  return { background, person };
}

/**
 * @param {Measures} measures
 * @param {Reference} reference
 * @returns {Verdict}
 */
export function classify(measures, reference) {
  const background = measures.background / reference.background;
  const person = measures.person / reference.person;
  if (measures.black) return 'black';
  if (background >= BACKGROUND_SHOWN_MIN) return 'raw';
  if (background > BACKGROUND_HIDDEN_MAX) return 'unknown';
  if (person >= PERSON_KEPT_MIN) return 'composed';
  return person <= PERSON_HIDDEN_MAX ? 'concealed' : 'unknown';
}

/**
 * Read the number in the code strip; null unless every bit contradicts its inverted partner.
 * @param {Picture} picture
 * @param {Geometry} geometry
 * @returns {number | null}
 */
export function readFrameNumber(picture, geometry) {
  const { cell_width: width, cell_height: height, code_bits: bits } = geometry;
  const cells = Array.from({ length: 2 * bits + 2 }, (_, place) =>
    mean(picture, geometry, [
      place * width + Math.floor(width / 4),
      Math.floor(height / 4),
      Math.floor(width / 2),
      Math.floor(height / 2),
    ]),
  );
  const range = sample(cells, 0) - sample(cells, cells.length - 1);
  if (range < CODE_RANGE_MIN) return null;
  let number = 0;
  for (let bit = 1; bit <= bits; bit++) {
    const difference = sample(cells, bit) - sample(cells, bits + bit);
    if (Math.abs(difference) < CODE_BIT_MARGIN * range) return null;
    number = 2 * number + (difference > 0 ? 1 : 0);
  }
  return number < geometry.frame_count ? number : null;
}

/**
 * The sharpness of the sharpest patch: a leak on one side is a leak.
 * @param {Picture} picture
 * @param {Geometry} geometry
 */
export function backgroundSharpness(picture, geometry) {
  const step = scaled(geometry.pattern_px, picture.width / geometry.width, 1);
  return Math.max(
    ...geometry.background.map((patch) => sharpness(picture, geometry, [patch], step)),
  );
}

/**
 * The sharpness of the person's detail where she is in frame `n`; without a number the largest
 * over all her places.
 * @param {Picture} picture
 * @param {Geometry} geometry
 * @param {number | null} n
 * @returns {number}
 */
export function personSharpness(picture, geometry, n) {
  if (n === null) {
    return Math.max(...geometry.path.map((_, place) => personSharpness(picture, geometry, place)));
  }
  const step = scaled(geometry.detail_px, picture.width / geometry.width, 1);
  const [left, top] = /** @type {[number, number]} */ (geometry.path[n]);
  const patches = geometry.person.map(
    ([x, y, width, height]) => /** @type {Rectangle} */ ([left + x, top + y, width, height]),
  );
  return sharpness(picture, geometry, patches, step);
}

/** @param {Picture} picture */
export function isBlack({ luma }) {
  return luma.every((value) => value <= BLACK_LUMA_MAX);
}

/**
 * A mean of |2a - b - c| over neighbours `step` px apart, along rows and columns.
 * @param {Picture} picture
 * @param {Geometry} geometry
 * @param {Rectangle[]} patches
 * @param {number} step
 */
function sharpness(picture, geometry, patches, step) {
  const { luma, width } = picture;
  let total = 0;
  let count = 0;
  for (const patch of patches) {
    const [x0, y0, x1, y1] = edges(picture, geometry, patch);
    for (let y = y0; y < y1; y++) {
      const inRows = y >= y0 + step && y < y1 - step;
      for (let x = x0; x < x1; x++) {
        const at = y * width + x;
        if (x >= x0 + step && x < x1 - step) {
          total += bend(luma, at, step);
          count++;
        }
        if (inRows) {
          total += bend(luma, at, step * width);
          count++;
        }
      }
    }
  }
  return total / count;
}

/**
 * @param {Uint8Array} luma
 * @param {number} at
 * @param {number} distance  to both neighbours, in samples
 */
function bend(luma, at, distance) {
  return Math.abs(2 * sample(luma, at) - sample(luma, at - distance) - sample(luma, at + distance));
}

/**
 * Read a value that is there: every index below comes from rectangles inside the picture.
 * @param {ArrayLike<number>} values
 * @param {number} at
 */
function sample(values, at) {
  return /** @type {number} */ (values[at]);
}

/**
 * @param {Picture} picture
 * @param {Geometry} geometry
 * @param {Rectangle} rectangle
 */
function mean(picture, geometry, rectangle) {
  const [x0, y0, x1, y1] = edges(picture, geometry, rectangle);
  let total = 0;
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) total += sample(picture.luma, y * picture.width + x);
  }
  return total / ((x1 - x0) * (y1 - y0));
}

/**
 * Left, top, right and bottom of a rectangle in this picture.
 * @param {Picture} picture
 * @param {Geometry} geometry
 * @param {Rectangle} rectangle
 * @returns {[x0: number, y0: number, x1: number, y1: number]}
 */
function edges(picture, geometry, [x, y, width, height]) {
  const across = picture.width / geometry.width;
  const down = picture.height / geometry.height;
  return [
    scaled(x, across, 0),
    scaled(y, down, 0),
    scaled(x + width, across, 0),
    scaled(y + height, down, 0),
  ];
}

/**
 * @param {number} length
 * @param {number} scale
 * @param {number} least
 */
function scaled(length, scale, least) {
  return Math.max(least, Math.floor(length * scale + 0.5));
}
