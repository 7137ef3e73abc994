/** Reads the server's masks. */

/**
 * @param {Uint8Array<ArrayBuffer>} png 8-bit grey, 255 = person, in the frame's shape
 * @returns {Promise<ImageBitmap>} decoded off the main thread, still small
 */
export function decodeMask(png) {
  const blob = new Blob([png], { type: 'image/png' });
  return createImageBitmap(blob, { colorSpaceConversion: 'none' });
}
