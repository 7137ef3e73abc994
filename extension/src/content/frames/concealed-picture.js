/** Hides a camera frame as a whole, without the server: recognisably alive, nothing recognisable in it. */

/** Columns of the copy that is enlarged: a head is one or two of them. */
const TINY_WIDTH_PX = 16;

export function createConcealer() {
  /** @type {OffscreenCanvas | undefined} */
  let tiny;
  /** @type {OffscreenCanvas | undefined} */
  let full;

  /**
   * @param {VideoFrame} frame a camera frame; stays the caller's
   * @returns {VideoFrame} of the same display size and timestamp; the caller closes it
   */
  return function conceal(frame) {
    const width = frame.displayWidth;
    const height = frame.displayHeight;
    const timestamp = frame.timestamp;
    try {
      const tinyHeight = Math.max(1, Math.round((TINY_WIDTH_PX * height) / width));
      tiny = sized(tiny, TINY_WIDTH_PX, tinyHeight);
      full = sized(full, width, height);
      const small = context(tiny);
      small.drawImage(frame, 0, 0, TINY_WIDTH_PX, tinyHeight);
      const large = context(full);
      large.imageSmoothingQuality = 'high';
      large.drawImage(tiny, 0, 0, width, height);
      return new VideoFrame(full, { timestamp });
    } catch {
      // Whatever the canvas could not do (memory, a lost context, an odd format): black hides too.
      return blackFrame(timestamp);
    }
  };

  /**
   * @param {OffscreenCanvas | undefined} canvas
   * @param {number} width
   * @param {number} height
   */
  function sized(canvas, width, height) {
    return canvas?.width === width && canvas.height === height
      ? canvas
      : new OffscreenCanvas(width, height);
  }
}

/** @param {OffscreenCanvas} canvas */
function context(canvas) {
  const found = canvas.getContext('2d', { alpha: false });
  if (!found) throw new Error('no 2d context');
  return found;
}

/**
 * @param {number} timestamp
 */
function blackFrame(timestamp) {
  const planes = new Uint8Array([0, 0, 0, 0, 128, 128]);
  const init = { format: 'I420', codedWidth: 2, codedHeight: 2, timestamp };
  return new VideoFrame(planes, /** @type {VideoFrameBufferInit} */ (init));
}
