import assert from 'node:assert/strict';
import { test } from 'node:test';

import { alphaFromMask, Compositor } from '../../server/camveil/demo_page/compositor.js';

/** Remembers what is drawn, and how. */
class RecordingContext {
  globalCompositeOperation = 'source-over';
  globalAlpha = 1;
  fillStyle = '';
  /** @type {string[]} */
  drawn = [];

  /** @param {{ name: string }} picture */
  drawImage(picture) {
    const strength = this.globalAlpha === 1 ? '' : ' faintly';
    this.drawn.push(`${this.globalCompositeOperation} ${picture.name}${strength}`);
  }
  fillRect() {
    this.drawn.push(`${this.globalCompositeOperation} ${this.fillStyle}`);
  }
  clearRect() {
    this.drawn.push('clear');
  }
  /**
   * @param {number} _x
   * @param {number} _y
   * @param {number} width
   * @param {number} height
   */
  getImageData(_x, _y, width, height) {
    return { data: new Uint8ClampedArray(width * height * 4) };
  }
  putImageData() {}
}

class RecordingCanvas {
  context = new RecordingContext();
  resized = 0;
  #width = 1;
  #height = 1;

  /** @param {string} name */
  constructor(name) {
    this.name = name;
  }
  get width() {
    return this.#width;
  }
  set width(width) {
    this.#width = width;
    this.resized += 1;
  }
  get height() {
    return this.#height;
  }
  set height(height) {
    this.#height = height;
    this.resized += 1;
  }
  getContext() {
    return this.context;
  }
}

const FRAME = /** @type {VideoFrame} */ (
  /** @type {unknown} */ ({ name: 'frame', displayWidth: 64, displayHeight: 36 })
);
const MASK = /** @type {ImageBitmap} */ (
  /** @type {unknown} */ ({ name: 'mask', width: 64, height: 36 })
);

function makeCompositor() {
  const canvas = new RecordingCanvas('canvas');
  const person = new RecordingCanvas('person');
  const compositor = new Compositor(
    /** @type {HTMLCanvasElement} */ (/** @type {unknown} */ (canvas)),
    /** @type {OffscreenCanvas} */ (/** @type {unknown} */ (person)),
  );
  return { canvas, compositor };
}

/**
 * @param {'mask' | 'green' | 'transparent' | 'overlay'} mode
 * @param {ImageBitmap | null} mask
 */
function drawn(mode, mask) {
  const { canvas, compositor } = makeCompositor();
  compositor.draw(mode, FRAME, mask, '#0000ff');
  return canvas.context.drawn;
}

test('each mode is drawn from frame and mask', () => {
  assert.deepEqual(drawn('mask', MASK), ['source-over mask']);
  assert.deepEqual(drawn('transparent', MASK), [
    'clear',
    'source-over person',
    'source-atop frame',
  ]);
  assert.deepEqual(drawn('green', MASK), [
    'clear',
    'source-over person',
    'source-atop frame',
    'destination-over lime',
  ]);
  assert.deepEqual(drawn('overlay', MASK), ['source-over frame', 'source-over person faintly']);
});

test('without a mask, modes that hide the background hide the whole frame', () => {
  assert.deepEqual(drawn('mask', null), ['source-over black']);
  assert.deepEqual(drawn('transparent', null), ['clear']);
  assert.deepEqual(drawn('green', null), ['clear', 'destination-over lime']);
});

test('without a mask, the overlay colours nothing', () => {
  assert.deepEqual(drawn('overlay', null), ['source-over frame']);
});

test('the overlay does not leave the next mode faint', () => {
  const { canvas, compositor } = makeCompositor();
  compositor.draw('overlay', FRAME, MASK, '#0000ff');
  compositor.draw('mask', FRAME, MASK, '#0000ff');
  assert.equal(canvas.context.drawn.at(-1), 'source-over mask');
});

test('the canvas takes the frame’s size once', () => {
  const { canvas, compositor } = makeCompositor();
  compositor.draw('mask', FRAME, MASK, '#0000ff');
  compositor.draw('mask', FRAME, MASK, '#0000ff');
  assert.deepEqual([canvas.width, canvas.height, canvas.resized], [64, 36, 2]);
});

test('a mask becomes a colour whose alpha is the mask', () => {
  const bytes = new Uint8ClampedArray([255, 255, 255, 255, 0, 0, 0, 255, 100, 100, 100, 255]);
  alphaFromMask(new Uint32Array(bytes.buffer), '#ff8001');
  assert.deepEqual([...bytes], [0xff, 0x80, 1, 255, 0xff, 0x80, 1, 0, 0xff, 0x80, 1, 100]);
});
