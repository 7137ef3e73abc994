/**
 * Get at the samples of a frame or a video element, as limited-range luma or as a hash.
 */

/** @typedef {import('./measure.js').Picture} Picture */

/**
 * The luma of a frame, which stays open: the caller closes it.
 * @param {VideoFrame} frame
 * @returns {Promise<Picture>}
 */
export async function lumaOf(frame) {
  if (frame.format !== 'I420' && frame.format !== 'NV12') {
    return lumaThroughCanvas(frame, frame.displayWidth, frame.displayHeight);
  }
  const { planes, width, height } = await packedPlanes(frame);
  return { luma: planes.subarray(0, width * height), width, height };
}

/**
 * The luma of what a video element shows now.
 * @param {HTMLVideoElement} video
 * @returns {Picture}
 */
export function lumaOfVideoElement(video) {
  return lumaThroughCanvas(video, video.videoWidth, video.videoHeight);
}

/**
 * SHA-256 of a frame's tightly packed I420 planes, in hex: equal to Python's `frame_hash` when
 * every sample of the camera's frame arrived as it was.
 * @param {VideoFrame} frame  I420 or NV12; stays open
 */
export async function frameHash(frame) {
  const { planes, width, height } = await packedPlanes(frame);
  if (frame.format === 'NV12') splitChroma(planes, width * height);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', planes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * The visible planes without gaps: the default layout of `copyTo`.
 * @param {VideoFrame} frame
 */
async function packedPlanes(frame) {
  if (frame.format !== 'I420' && frame.format !== 'NV12') {
    throw new TypeError(`the planes of a ${frame.format} frame are not the camera's`);
  }
  const { width, height } = /** @type {DOMRectReadOnly} */ (frame.visibleRect);
  const planes = new Uint8Array(frame.allocationSize());
  await frame.copyTo(planes);
  return { planes, width, height };
}

/**
 * Turn interleaved chroma (UVUV) into two planes, in place.
 * @param {Uint8Array} planes
 * @param {number} start  where chroma begins
 */
function splitChroma(planes, start) {
  const pairs = planes.slice(start);
  const half = pairs.length / 2;
  for (let at = 0; at < half; at++) {
    planes[start + at] = sample(pairs, 2 * at);
    planes[start + half + at] = sample(pairs, 2 * at + 1);
  }
}

/**
 * For whatever can only be drawn: RGB turned back into limited-range BT.601 luma.
 * @param {VideoFrame | HTMLVideoElement} source
 * @param {number} width
 * @param {number} height
 * @returns {Picture}
 */
function lumaThroughCanvas(source, width, height) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no 2d canvas');
  context.drawImage(source, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const luma = new Uint8Array(width * height);
  for (let at = 0; at < luma.length; at++) {
    const red = sample(data, 4 * at);
    const green = sample(data, 4 * at + 1);
    const blue = sample(data, 4 * at + 2);
    luma[at] = 16.5 + 0.2568 * red + 0.5041 * green + 0.0979 * blue;
  }
  return { luma, width, height };
}

/**
 * Read a value that is there.
 * @param {ArrayLike<number>} values
 * @param {number} at
 */
function sample(values, at) {
  return /** @type {number} */ (values[at]);
}
