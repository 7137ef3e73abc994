/** Copies a camera frame bit for bit, so that the camera's few buffers are free again at once. */

/**
 * @param {VideoFrame} frame stays the caller's
 * @param {{timestamp?: number, colorSpace?: VideoColorSpaceInit}} [instead] what the copy has in
 *   the place of the frame's own
 * @returns {Promise<VideoFrame>} the same pixels, format and size and nothing else of the frame, no
 *   metadata of a transport either; the caller closes it. Rejects with NotSupportedError for a
 *   frame whose pixels cannot be read.
 */
export async function copyFrame(frame, instead = {}) {
  const format = frame.format;
  const visible = frame.visibleRect;
  if (!format || !visible) throw new DOMException('opaque frame', 'NotSupportedError');
  const duration = frame.duration;
  /** @type {VideoFrameBufferInit} */
  const init = {
    format,
    codedWidth: visible.width,
    codedHeight: visible.height,
    displayWidth: frame.displayWidth,
    displayHeight: frame.displayHeight,
    timestamp: frame.timestamp,
    colorSpace: colorSpaceOf(frame),
    ...(duration === null ? {} : { duration }),
    ...instead,
  };
  const buffer = new ArrayBuffer(frame.allocationSize());
  const layout = await frame.copyTo(buffer);
  const memory = { layout, transfer: [buffer] };
  return new VideoFrame(buffer, Object.assign(init, memory));
}

/**
 * @param {VideoFrame} frame
 * @returns {VideoColorSpaceInit}
 */
export function colorSpaceOf(frame) {
  return frame.colorSpace.toJSON();
}
