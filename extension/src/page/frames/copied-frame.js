/** Copies a camera frame bit for bit, so that the camera's few buffers are free again at once. */

/**
 * @param {import('../natives.js').Natives} natives
 * @param {VideoFrame} frame stays the caller's
 * @param {{timestamp?: number, colorSpace?: VideoColorSpaceInit}} [instead] what the copy has in
 *   the place of the frame's own
 * @returns {Promise<VideoFrame>} the same pixels, format and size and nothing else of the frame, no
 *   metadata of a transport either; the caller closes it. Rejects with NotSupportedError for a
 *   frame whose pixels cannot be read.
 */
export async function copyFrame(natives, frame, instead = {}) {
  const format = natives.frameFormat(frame);
  const visible = natives.frameVisibleRect(frame);
  if (!format || !visible) throw new DOMException('opaque frame', 'NotSupportedError');
  const duration = natives.frameDuration(frame);
  /** @type {VideoFrameBufferInit} */
  const init = {
    format,
    codedWidth: visible.width,
    codedHeight: visible.height,
    displayWidth: natives.frameDisplayWidth(frame),
    displayHeight: natives.frameDisplayHeight(frame),
    timestamp: natives.frameTimestamp(frame),
    colorSpace: colorSpaceOf(natives, frame),
    ...(duration === null ? {} : { duration }),
    ...instead,
  };
  const buffer = new ArrayBuffer(natives.frameAllocationSize(frame));
  const layout = await natives.frameCopyTo(frame, buffer);
  const memory = { layout, transfer: [buffer] };
  return new natives.VideoFrame(buffer, Object.assign(init, memory));
}

/**
 * @param {import('../natives.js').Natives} natives
 * @param {VideoFrame} frame
 * @returns {VideoColorSpaceInit}
 */
export function colorSpaceOf(natives, frame) {
  return natives.frameColorSpace(frame).toJSON();
}
