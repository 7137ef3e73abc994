/** The page's elements: what they show, and what the person does with them. */

import { STAGES } from './health.js';
import { describeLoad } from './notices.js';
import { SIZES, sizeName, sizeNamed } from './presets.js';

/** @typedef {import('./camera.js').ConstraintName} ConstraintName */
/** @typedef {import('./health.js').Health} Health */
/** @typedef {import('./notices.js').Notice} Notice */
/** @typedef {import('./presets.js').Mode} Mode */
/** @typedef {import('./presets.js').Size} Size */
/** @typedef {import('./switches.js').SwitchState} SwitchState */
/** @typedef {'starting' | 'running' | 'stopped' | 'failed'} PageState */

/**
 * @typedef {object} Actions
 * @property {(name: ConstraintName, on: boolean) => void} switchEffect
 * @property {(mode: Mode) => void} chooseMode
 * @property {(size: Size) => void} chooseSize
 * @property {(colour: string) => void} chooseColour
 * @property {() => void} pressPower
 */

/**
 * @typedef {object} Readings
 * @property {number | null} frame_rate
 * @property {number | null} latency_p50_ms
 * @property {boolean} comparable whether the reference has no effect
 * @property {FrameFacts | null} frame the last one
 */

/**
 * @typedef {object} FrameFacts
 * @property {boolean | null} blurred
 * @property {Size | null} mask
 * @property {Size} size
 * @property {number} timestamp_us
 */

/** One frame's time at 30 frames a second: the whole width of the stages' bar. */
const FRAME_INTERVAL_MS = 1000 / 30;

/** @type {Readonly<Record<ConstraintName, 'blur' | 'mask'>>} */
const ELEMENT_OF = { backgroundBlur: 'blur', backgroundSegmentationMask: 'mask' };

/** @type {Readonly<Record<Mode, string>>} */
const MODE_NOTES = {
  camera: 'The track as it is delivered.',
  mask: 'Each frame’s own mask: white is person.',
  green: 'Made in this page from frame and mask: all but the person is green.',
  transparent: 'Made in this page from frame and mask: all but the person is see-through.',
  overlay: 'Made in this page from frame and mask: the person is coloured.',
};

const NO_MASK_NOTE = 'The views beside the camera need the segmentation mask.';

export class View {
  #root;
  #stage;
  #video;
  #modes;

  /** @param {Document} document */
  constructor(document) {
    this.#root = document.documentElement;
    this.#stage = element('.stage', HTMLElement);
    this.#video = element('#video', HTMLVideoElement);
    this.#modes = [...document.querySelectorAll('input[name="mode"]')].map((radio) => {
      if (!(radio instanceof HTMLInputElement)) throw new Error('a mode is not a radio button');
      return radio;
    });
    this.canvas = element('#canvas', HTMLCanvasElement);
  }

  /** @param {Actions} actions */
  listen(actions) {
    for (const name of /** @type {ConstraintName[]} */ (Object.keys(ELEMENT_OF))) {
      const button = element(`#${ELEMENT_OF[name]}-switch`, HTMLButtonElement);
      button.addEventListener('click', () => {
        // Not `disabled`: the focus and the reason stay within reach of the keyboard.
        if (button.ariaDisabled === 'true') return;
        actions.switchEffect(name, button.ariaChecked !== 'true');
      });
    }
    for (const radio of this.#modes) {
      radio.addEventListener('change', () => actions.chooseMode(/** @type {Mode} */ (radio.value)));
    }
    const sizes = element('#size', HTMLSelectElement);
    sizes.addEventListener('change', () => {
      actions.chooseSize(sizeNamed(sizes.value) ?? /** @type {Size} */ (SIZES[0]));
    });
    const colour = element('#colour', HTMLInputElement);
    colour.addEventListener('input', () => actions.chooseColour(colour.value));
    element('#power', HTMLButtonElement).addEventListener('click', () => actions.pressPower());
    element('#reload', HTMLButtonElement).addEventListener('click', () => location.reload());
  }

  /**
   * @param {PageState} state
   * @param {Notice | null} notice shown where there is no picture
   */
  showState(state, notice) {
    this.#root.dataset.state = state;
    const running = state === 'starting' || state === 'running';
    text('#power', running ? 'Stop camera' : 'Start camera');
    if (!notice) return;
    this.showPicture(null);
    text('#notice-title', notice.title);
    text('#notice-text', notice.text);
  }

  /** @param {MediaStream | null} stream */
  showStream(stream) {
    this.#video.srcObject = stream;
  }

  /** @param {string} label */
  showCamera(label) {
    text('#camera-label', label);
  }

  /** @param {Mode | null} mode null when there is no picture */
  showPicture(mode) {
    const surface = mode === null ? 'none' : mode === 'camera' ? 'video' : 'canvas';
    if (this.#stage.dataset.surface !== surface) this.#stage.dataset.surface = surface;
    if (this.canvas.dataset.mode !== (mode ?? '')) this.canvas.dataset.mode = mode ?? '';
  }

  /** Whether anybody can see what is drawn. */
  get visible() {
    return this.#root.ownerDocument.visibilityState === 'visible';
  }

  /**
   * Counts for whoever watches the page from outside.
   *
   * @param {{ frames: number, blurred: number, masked: number }} counts since the camera started
   */
  showCounts({ frames, blurred, masked }) {
    this.#root.dataset.frames = String(frames);
    this.#root.dataset.blurredFrames = String(blurred);
    this.#root.dataset.maskedFrames = String(masked);
  }

  /**
   * @param {ConstraintName} name
   * @param {SwitchState} state
   */
  showSwitch(name, { on, usable, busy, note }) {
    const button = element(`#${ELEMENT_OF[name]}-switch`, HTMLButtonElement);
    button.ariaChecked = String(on);
    button.ariaDisabled = String(!usable);
    button.ariaBusy = String(busy);
    text(`#${ELEMENT_OF[name]}-note`, note);
  }

  /**
   * @param {Mode} chosen
   * @param {boolean} maskable whether a mode that needs the mask can be chosen
   */
  showModes(chosen, maskable) {
    for (const radio of this.#modes) {
      radio.checked = radio.value === chosen;
      radio.disabled = radio.value !== 'camera' && !maskable && radio.value !== chosen;
    }
    text('#modes-note', maskable ? MODE_NOTES[chosen] : NO_MASK_NOTE);
  }

  /**
   * @param {Size} size
   * @param {string} note why it is not another one
   */
  showSize(size, note) {
    element('#size', HTMLSelectElement).value = sizeName(size);
    text('#size-note', note);
  }

  /** @param {string} colour */
  showColour(colour) {
    element('#colour', HTMLInputElement).value = colour;
  }

  /** @param {boolean} missing */
  showSetup(missing) {
    element('#setup', HTMLElement).hidden = !missing;
  }

  /** @param {Readings | null} readings null while there is no camera */
  showReadings(readings) {
    const frame = readings?.frame ?? null;
    text('#frame-rate', decimal(readings?.frame_rate ?? null));
    text('#latency', readings?.comparable ? whole(readings.latency_p50_ms) : '–');
    text('#latency-note', latencyNote(readings));
    text('#frame-blur', frame ? blurWords(frame.blurred) : '–');
    text('#frame-mask', frame ? (frame.mask ? sizeWords(frame.mask) : 'none') : '–');
    text('#frame-size', frame ? sizeWords(frame.size) : '–');
    text('#frame-timestamp', frame ? `${(frame.timestamp_us / 1e6).toFixed(3)} s` : '–');
    this.#showBadge(readings);
  }

  /** @param {Readings | null} readings */
  #showBadge(readings) {
    const badge = element('#badge', HTMLElement);
    badge.hidden = !readings?.frame;
    if (!readings?.frame) return;
    if (readings.frame_rate === 0) {
      badge.dataset.tone = 'none';
      text('#badge', 'No frames are coming');
      return;
    }
    const blurred = readings.frame.blurred === true;
    badge.dataset.tone = blurred ? 'blurred' : 'visible';
    text('#badge', blurred ? 'Frames arrive blurred' : 'Frames arrive unblurred');
  }

  /** @param {Health | null} health null while the server does not answer */
  showHealth(health) {
    element('#server', HTMLElement).dataset.server = health ? 'up' : 'down';
    text('#server', health ? 'Server is running' : 'Server does not answer');
    const load = health ? describeLoad(health) : '';
    text('#server-load', load);
    element('#server-load', HTMLElement).hidden = load === '';
    text('#server-note', health ? serverNote(health) : 'No measurements: no answer.');
    for (const { name } of STAGES) {
      const stage_ms = health?.stages_ms[name] ?? null;
      text(`#${name}`, stage_ms === null ? '–' : `${stage_ms.toFixed(1)} ms`);
      const bar = element(`.stages [data-stage="${name}"]`, HTMLElement);
      bar.style.setProperty('--share', String((stage_ms ?? 0) / FRAME_INTERVAL_MS));
    }
  }
}

/** @param {boolean | null} blurred */
function blurWords(blurred) {
  if (blurred === null) return 'not said';
  return blurred ? 'yes' : 'no';
}

/** @param {Readings | null} readings */
function latencyNote(readings) {
  if (readings && !readings.comparable) {
    return 'Not measurable: every track of the camera is blurred.';
  }
  return 'How much later a frame comes than on a clone without effects.';
}

/** @param {Health} health */
function serverNote({ model, sessions, frame_rate }) {
  const parts = [];
  if (frame_rate !== null) parts.push(`${frame_rate.toFixed(1)} fps`);
  if (sessions !== null) parts.push(sessions === 1 ? '1 session' : `${sessions} sessions`);
  if (model !== null) parts.push(`model ${model}`);
  return parts.join(' · ');
}

/** @param {Size} size */
function sizeWords({ width, height }) {
  return `${width} × ${height}`;
}

/** @param {number | null} value */
function decimal(value) {
  return value === null ? '–' : value.toFixed(1);
}

/** @param {number | null} value */
function whole(value) {
  return value === null ? '–' : String(Math.max(0, Math.round(value)));
}

/**
 * @param {string} selector
 * @param {string} words
 */
function text(selector, words) {
  const shown = element(selector, HTMLElement);
  // An unchanged text, once assigned, would be announced again by screen readers.
  if (shown.textContent !== words) shown.textContent = words;
}

/**
 * @template {HTMLElement} T
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
function element(selector, type) {
  const found = document.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`the page has no ${selector}`);
  return found;
}
