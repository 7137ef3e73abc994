/** A picture so small that nothing in it can be recognised, as planes. Pure. */

/**
 * @typedef {object} TinyPicture
 * @property {number} width
 * @property {number} height
 * @property {Float32Array} y
 * @property {Float32Array} u both chroma planes at the same size
 * @property {Float32Array} v
 */

/** Samples across one pixel of the tiny picture, and down: more would change nothing. */
const SAMPLES = 8;

/** Formats whose planes are read here: how the chroma of a pixel is found. */
const CHROMA = /** @type {const} */ ({
  I420: { uPlane: 1, vPlane: 2, vStart: 0, step: 1 },
  NV12: { uPlane: 1, vPlane: 1, vStart: 1, step: 2 },
});

/** @param {string | null} format */
export function canBeRead(format) {
  return format !== null && Object.hasOwn(CHROMA, format);
}

/**
 * @param {Uint8ClampedArray} rgba 4 values a pixel
 * @param {number} width
 * @param {number} height
 * @returns {TinyPicture} limited range (BT.601)
 */
export function tinyOfRgba(rgba, width, height) {
  const tiny = emptyTiny(width, height);
  for (let at = 0; at < width * height; at += 1) {
    const red = rgba[4 * at] ?? 0;
    const green = rgba[4 * at + 1] ?? 0;
    const blue = rgba[4 * at + 2] ?? 0;
    tiny.y[at] = 16 + 0.257 * red + 0.504 * green + 0.098 * blue;
    tiny.u[at] = 128 - 0.148 * red - 0.291 * green + 0.439 * blue;
    tiny.v[at] = 128 + 0.439 * red - 0.368 * green - 0.071 * blue;
  }
  return tiny;
}

/**
 * @param {Uint8Array} data
 * @param {PlaneLayout[]} layout as VideoFrame.copyTo gives it
 * @param {string} format one that can be read
 * @param {number[]} size width, height of the picture
 * @param {number[]} tinySize
 * @returns {TinyPicture} in the picture's own range and colour space
 */
export function tinyOfPlanes(data, layout, format, size, tinySize) {
  const { uPlane, vPlane, vStart, step } = CHROMA[/** @type {keyof typeof CHROMA} */ (format)];
  const [width = 1, height = 1] = size;
  const [tinyWidth = 1, tinyHeight = 1] = tinySize;
  const tiny = emptyTiny(tinyWidth, tinyHeight);
  const chromaSize = [(width + 1) >> 1, (height + 1) >> 1];
  shrink(data, layout[0], 0, 1, size, tiny.y, tinySize);
  shrink(data, layout[uPlane], 0, step, chromaSize, tiny.u, tinySize);
  shrink(data, layout[vPlane], vStart, step, chromaSize, tiny.v, tinySize);
  return tiny;
}

/**
 * @param {number} width
 * @param {number} height
 * @returns {TinyPicture}
 */
function emptyTiny(width, height) {
  const plane = () => new Float32Array(width * height);
  return { width, height, y: plane(), u: plane(), v: plane() };
}

/**
 * Means over samples, evenly spread.
 * @param {Uint8Array} data
 * @param {PlaneLayout | undefined} plane
 * @param {number} start of the first sample in the plane
 * @param {number} step from one sample of the plane to the next
 * @param {number[]} size
 * @param {Float32Array} to
 * @param {number[]} tinySize
 */
function shrink(data, plane, start, step, size, to, tinySize) {
  const { offset = 0, stride = 0 } = plane ?? {};
  const [width = 1, height = 1] = size;
  const [tinyWidth = 1, tinyHeight = 1] = tinySize;
  const [columns, rows] = [tinyWidth * SAMPLES, tinyHeight * SAMPLES];
  for (let row = 0; row < rows; row += 1) {
    const line = offset + start + Math.floor((row * height) / rows) * stride;
    const into = Math.floor(row / SAMPLES) * tinyWidth;
    for (let column = 0; column < columns; column += 1) {
      const x = Math.floor((column * width) / columns);
      const at = into + Math.floor(column / SAMPLES);
      to[at] = (to[at] ?? 0) + (data[line + x * step] ?? 0) / SAMPLES ** 2;
    }
  }
}
