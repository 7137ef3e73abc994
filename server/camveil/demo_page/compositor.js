/** The modes that the page makes itself, from each frame and that frame's own mask. */

/** @typedef {import('./presets.js').Mode} Mode */
/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context2D */

/** How much of the person the foreground overlay covers. */
const OVERLAY_OPACITY = 0.55;

const GREEN = 'lime';

/**
 * Turn a mask into a picture of one colour whose alpha is the mask, in place.
 *
 * @param {Uint32Array} pixels RGBA bytes in little-endian words; grey in, colour and alpha out
 * @param {string} colour '#rrggbb'
 */
export function alphaFromMask(pixels, colour) {
  const rgb = Number.parseInt(colour.slice(1), 16);
  const bgr = ((rgb & 0xff) << 16) | (rgb & 0xff00) | (rgb >> 16);
  for (let i = 0; i < pixels.length; i++) {
    const grey = /** @type {number} */ (pixels[i]);
    // The mask's red byte, the lowest, becomes the alpha byte, the highest.
    pixels[i] = (grey << 24) | bgr;
  }
}

/** Draws one mode on one canvas. Takes no ownership of frames and masks. */
export class Compositor {
  #canvas;
  #context;
  /** Holds the person's outline, as alpha. */
  #person;
  #personContext;

  /**
   * @param {HTMLCanvasElement | OffscreenCanvas} canvas shown in the page
   * @param {HTMLCanvasElement | OffscreenCanvas} scratch not shown
   */
  constructor(canvas, scratch) {
    this.#canvas = canvas;
    this.#context = context2d(canvas, false);
    this.#person = scratch;
    this.#personContext = context2d(scratch, true);
  }

  /**
   * A frame without a mask has nobody in it as far as this page knows: the modes that hide the
   * background then hide all of it, and the overlay colours nothing.
   *
   * @param {Exclude<Mode, 'camera'>} mode
   * @param {VideoFrame} frame
   * @param {ImageBitmap | null} mask opaque grey, white = person
   * @param {string} colour of the overlay, '#rrggbb'
   */
  draw(mode, frame, mask, colour) {
    resize(this.#canvas, frame.displayWidth, frame.displayHeight);
    switch (mode) {
      case 'mask':
        if (mask) this.#paint('source-over', mask);
        else this.#fill('source-over', 'black');
        break;
      case 'green':
        this.#drawPerson(frame, mask);
        this.#fill('destination-over', GREEN);
        break;
      case 'transparent':
        this.#drawPerson(frame, mask);
        break;
      case 'overlay':
        this.#paint('source-over', frame);
        if (!mask) break;
        this.#takeAlpha(mask, colour);
        this.#context.globalAlpha = OVERLAY_OPACITY;
        this.#paint('source-over', this.#person);
        this.#context.globalAlpha = 1;
        break;
    }
  }

  /**
   * The person alone, everything else transparent.
   *
   * @param {VideoFrame} frame
   * @param {ImageBitmap | null} mask
   */
  #drawPerson(frame, mask) {
    this.#context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    if (!mask) return;
    this.#takeAlpha(mask, '#000000');
    this.#paint('source-over', this.#person);
    // Measured without a GPU: a third faster than the frame first and 'destination-in' after it.
    this.#paint('source-atop', frame);
  }

  /**
   * Make the scratch canvas a picture of the person in one colour.
   *
   * @param {ImageBitmap} mask
   * @param {string} colour
   */
  #takeAlpha(mask, colour) {
    resize(this.#person, mask.width, mask.height);
    // A mask is opaque, so nothing of the last one is left.
    this.#personContext.drawImage(mask, 0, 0);
    const image = this.#personContext.getImageData(0, 0, mask.width, mask.height);
    alphaFromMask(new Uint32Array(image.data.buffer), colour);
    this.#personContext.putImageData(image, 0, 0);
  }

  /**
   * @param {GlobalCompositeOperation} operation
   * @param {CanvasImageSource} picture
   */
  #paint(operation, picture) {
    this.#context.globalCompositeOperation = operation;
    this.#context.drawImage(picture, 0, 0, this.#canvas.width, this.#canvas.height);
  }

  /**
   * @param {GlobalCompositeOperation} operation
   * @param {string} colour
   */
  #fill(operation, colour) {
    this.#context.globalCompositeOperation = operation;
    this.#context.fillStyle = colour;
    this.#context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
  }
}

/**
 * @param {HTMLCanvasElement | OffscreenCanvas} canvas
 * @param {boolean} willReadFrequently
 * @returns {Context2D}
 */
function context2d(canvas, willReadFrequently) {
  const context = /** @type {Context2D | null} */ (canvas.getContext('2d', { willReadFrequently }));
  if (!context) throw new Error('this browser gives no 2D drawing context');
  return context;
}

/**
 * @param {HTMLCanvasElement | OffscreenCanvas} canvas
 * @param {number} width
 * @param {number} height
 */
function resize(canvas, width, height) {
  // Even an unchanged size, once assigned, clears the canvas and its state.
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
