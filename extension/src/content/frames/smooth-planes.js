/** Enlarges a tiny picture smoothly, into the planes of a video frame. Pure. */

/** Rows that are alike: in a picture this smooth nobody sees them, and they are three times as fast. */
const BAND_PX = 4;

/**
 * @param {import('./tiny-picture.js').TinyPicture} tiny
 * @param {number} width
 * @param {number} height
 * @returns {Uint8Array<ArrayBuffer>} I420, chroma rounded up for odd sizes
 */
export function smoothPlanes(tiny, width, height) {
  const [chromaWidth, chromaHeight] = [(width + 1) >> 1, (height + 1) >> 1];
  const chroma = chromaWidth * chromaHeight;
  const planes = new Uint8Array(width * height + 2 * chroma);
  const tinySize = [tiny.width, tiny.height];
  enlarge(tiny.y, tinySize, planes.subarray(0, width * height), [width, height]);
  const rest = planes.subarray(width * height);
  enlarge(tiny.u, tinySize, rest.subarray(0, chroma), [chromaWidth, chromaHeight]);
  enlarge(tiny.v, tinySize, rest.subarray(chroma), [chromaWidth, chromaHeight]);
  return planes;
}

/**
 * Bilinear, in bands of rows.
 * @param {Float32Array} from
 * @param {number[]} fromSize width, height
 * @param {Uint8Array} to
 * @param {number[]} toSize
 */
function enlarge(from, [fromWidth = 1, fromHeight = 1], to, [width = 1, height = 1]) {
  const rows = new Float32Array(fromHeight * width);
  for (let x = 0; x < width; x += 1) {
    const [left, right, share] = between(x, width, fromWidth);
    for (let row = 0; row < fromHeight; row += 1) {
      const a = from[row * fromWidth + left] ?? 0;
      const b = from[row * fromWidth + right] ?? 0;
      rows[row * width + x] = a + (b - a) * share;
    }
  }
  for (let top = 0; top < height; top += BAND_PX) {
    const middle = Math.min(top + BAND_PX / 2, height - 1);
    const [above, below, share] = between(middle, height, fromHeight);
    const [a, b, at] = [above * width, below * width, top * width];
    for (let x = 0; x < width; x += 1) {
      const upper = rows[a + x] ?? 0;
      to[at + x] = upper + ((rows[b + x] ?? 0) - upper) * share;
    }
    for (let y = top + 1; y < Math.min(top + BAND_PX, height); y += 1) {
      to.copyWithin(y * width, at, at + width);
    }
  }
}

/**
 * @param {number} at pixel of the large side
 * @param {number} size of the large side
 * @param {number} tiny size of the tiny side
 * @returns {[number, number, number]} the two pixels around it, and the second one's share
 */
function between(at, size, tiny) {
  const place = Math.min(Math.max(((at + 0.5) * tiny) / size - 0.5, 0), tiny - 1);
  const first = Math.floor(place);
  return [first, Math.min(first + 1, tiny - 1), place - first];
}
