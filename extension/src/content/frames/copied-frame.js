/** Copies a camera frame bit for bit, so that the camera's few buffers are free again at once. */

/**
 * What a copy has in the place of the frame's own. A frame that is larger is cut: a codec makes odd
 * sizes even.
 * @typedef {object} Instead
 * @property {number} timestamp in microseconds
 * @property {number} width of what is visible, in pixels
 * @property {number} height
 * @property {number} displayWidth
 * @property {number} displayHeight
 * @property {VideoColorSpaceInit} colorSpace
 */

/**
 * @param {VideoFrame} frame stays the caller's
 * @param {Instead} [instead]
 * @returns {Promise<VideoFrame>} the same pixels, format and size and nothing else of the frame, no
 *   metadata of a transport either; the caller closes it. Rejects with NotSupportedError for a
 *   frame whose pixels cannot be read.
 */
export async function copyFrame(frame, instead = lookOf(frame)) {
  const format = frame.format;
  const visible = frame.visibleRect;
  if (!format || !visible) throw new DOMException('opaque frame', 'NotSupportedError');
  const { duration } = frame;
  const { width, height, ...look } = instead;
  /** @type {VideoFrameBufferInit} */
  const init = {
    format,
    codedWidth: visible.width,
    codedHeight: visible.height,
    visibleRect: {
      width: Math.min(width, visible.width),
      height: Math.min(height, visible.height),
    },
    ...look,
    ...(duration === null ? {} : { duration }),
  };
  const buffer = new ArrayBuffer(frame.allocationSize());
  const layout = await frame.copyTo(buffer);
  const memory = { layout, transfer: [buffer] };
  return new VideoFrame(buffer, Object.assign(init, memory));
}

/**
 * @param {VideoFrame} frame
 * @returns {Instead} the frame's own
 */
export function lookOf(frame) {
  const { timestamp, displayWidth, displayHeight, visibleRect } = frame;
  const { width, height } = visibleRect ?? { width: displayWidth, height: displayHeight };
  return {
    timestamp,
    width,
    height,
    displayWidth,
    displayHeight,
    colorSpace: frame.colorSpace.toJSON(),
  };
}
