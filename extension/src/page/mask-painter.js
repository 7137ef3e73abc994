/** Turns the server's small mask into what the specification shows. */

/** @param {import('./frame-natives.js').FrameNatives} natives */
export function createMaskPainter(natives) {
  /** @type {OffscreenCanvas | undefined} */
  let canvas;
  /** @type {OffscreenCanvasRenderingContext2D | null} */
  let context = null;
  let canvasWidth = 0;
  let canvasHeight = 0;

  /**
   * @param {ImageBitmap} mask, small; stays the caller's
   * @param {number} width of the picture that it belongs to, in pixels
   * @param {number} height
   * @returns {ImageBitmap} fresh, opaque, R = G = B, white = person; the page may close it
   */
  return function paintMask(mask, width, height) {
    if (!canvas || canvasWidth !== width || canvasHeight !== height) {
      canvas = new natives.OffscreenCanvas(width, height);
      context = natives.opaqueContext(canvas);
      canvasWidth = width;
      canvasHeight = height;
    }
    if (!context) throw new natives.DOMException('no 2d context', 'OperationError');
    natives.drawMask(context, mask, 0, 0, width, height);
    return natives.takeBitmap(canvas);
  };
}
