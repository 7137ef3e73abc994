/** Reads the server's masks. */

/**
 * @param {Uint8Array<ArrayBuffer>} png 8-bit grey, 255 = person, at the model's size
 * @returns {Promise<ImageBitmap>} decoded off the main thread, still at the model's size
 */
export function decodeMask(png) {
  const blob = new Blob([png], { type: 'image/png' });
  return createImageBitmap(blob, { colorSpaceConversion: 'none' });
}
