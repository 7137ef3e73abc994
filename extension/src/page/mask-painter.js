/** Turns the server's small mask into what the specification shows. */

/** @param {import('./natives.js').Natives} natives */
export function createMaskPainter(natives) {
  /** @type {OffscreenCanvas | undefined} */
  let canvas;

  /**
   * @param {ImageBitmap} mask at the model's size; stays the caller's
   * @param {number} width display width of the frame it belongs to, in pixels
   * @param {number} height
   * @returns {ImageBitmap} fresh, opaque, R = G = B, white = person; the page may close it
   */
  return function paintMask(mask, width, height) {
    if (canvas?.width !== width || canvas.height !== height) {
      canvas = new natives.OffscreenCanvas(width, height);
    }
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) throw new DOMException('no 2d context', 'OperationError');
    context.drawImage(mask, 0, 0, width, height);
    return canvas.transferToImageBitmap();
  };
}
