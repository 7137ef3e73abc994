/** Shows each example's code, and runs it: one at a time, each with its own camera. */

import { run as runBlur } from './example-blur.js';
import { run as runIndicator } from './example-indicator.js';
import { run as runMask } from './example-mask.js';
import { run as runWorker } from './example-worker.js';
import { askHealth } from './health.js';
import { describeFailure } from './notices.js';
import { canBeOn, serverState, unavailable } from './switches.js';

/**
 * Shows in `video` what it makes of its camera, which `opened` hears of at once: it may fail afterwards.
 *
 * @typedef {(video: HTMLVideoElement, opened: (track: MediaStreamVideoTrack) => void,
 *   say: (text: string) => void) => Promise<void>} Run
 */
/** @typedef {import('./camera.js').ConstraintName} ConstraintName */

/** By the section's id. @type {Readonly<Record<string, Run>>} */
const RUNS = { blur: runBlur, indicator: runIndicator, mask: runMask, worker: runWorker };
/** By the section's id. @type {Readonly<Record<string, ConstraintName>>} */
const NEEDS = {
  blur: 'backgroundBlur',
  mask: 'backgroundSegmentationMask',
  worker: 'backgroundSegmentationMask',
};
const KNOWN = navigator.mediaDevices?.getSupportedConstraints() ?? {};
const MISSING = 'This browser does not know that constraint: the extension is not loaded.';
const LOST = '// The server does not give this file: load the page again.';

class Example {
  #run;
  #needs;
  #video = document.createElement('video');
  #button = document.createElement('button');
  #said = document.createElement('p');
  #whenStarted;
  /** What runs: null for nothing. @type {{track: MediaStreamVideoTrack | null} | null} */
  #running = null;

  /**
   * @param {HTMLElement} section
   * @param {() => void} whenStarted called just before it starts
   */
  constructor(section, whenStarted) {
    this.#run = /** @type {Run} */ (RUNS[section.id]);
    this.#needs = NEEDS[section.id];
    this.#whenStarted = whenStarted;
    Object.assign(this.#video, { autoplay: true, muted: true, playsInline: true });
    this.#video.ariaLabel = 'What the example makes';
    this.#button.type = 'button';
    this.#button.className = 'button';
    this.#button.setAttribute('aria-describedby', `${section.id}-title`);
    this.#button.addEventListener('click', () => (this.#running ? this.stop() : this.#start()));
    this.#said.className = 'note said';
    this.#said.role = 'status';
    section.firstElementChild?.append(this.#video, this.#button, this.#said);
    this.stop();
  }

  stop() {
    this.#running?.track?.stop();
    this.#running = null;
    this.#video.srcObject = null;
    this.#button.textContent = 'Run';
    this.#say('');
  }

  async #start() {
    this.#whenStarted();
    /** @type {{track: MediaStreamVideoTrack | null}} */
    const running = { track: null };
    this.#running = running;
    this.#button.textContent = 'Stop';
    this.#say(!this.#needs || this.#needs in KNOWN ? '' : MISSING);
    try {
      await this.#run(
        this.#video,
        (track) => {
          running.track = track;
          // It was stopped before its camera was open.
          if (this.#running !== running) track.stop();
        },
        (text) => {
          if (this.#running === running) this.#say(text);
        },
      );
      const missing = running.track ? await this.#missing(running.track) : '';
      if (this.#running === running && missing !== '') this.#say(missing);
      if (!this.#running) this.#video.srcObject = null;
    } catch (error) {
      if (this.#running !== running) return;
      this.stop();
      const { title, text } = describeFailure(error);
      this.#say(`${title}. ${text}`);
    }
  }

  /**
   * @param {MediaStreamVideoTrack} track
   * @returns {Promise<string>} why the camera does not have what the example needs; empty if it does
   */
  async #missing(track) {
    if (!this.#needs || !(this.#needs in KNOWN)) return '';
    const capability = track.getCapabilities()[this.#needs];
    if (canBeOn(capability)) return '';
    return unavailable(capability, serverState(await askHealth()));
  }

  /** @param {string} text */
  #say(text) {
    // An unchanged text, once assigned, would be announced again by screen readers.
    if (this.#said.textContent !== text) this.#said.textContent = text;
  }
}

/** @param {HTMLElement} section that says which files it is made of */
async function showCode(section) {
  const shown = document.createElement('div');
  section.append(shown);
  for (const file of (section.dataset.files ?? '').split(' ')) {
    const name = document.createElement('p');
    name.className = 'code code-file';
    name.textContent = file;
    const code = document.createElement('pre');
    code.tabIndex = 0; // it scrolls, by keyboard too
    code.role = 'region';
    code.ariaLabel = `Code of ${file}`;
    code.textContent = await textOf(file);
    shown.append(name, code);
  }
}

/** @param {string} file whose server may end in between */
async function textOf(file) {
  try {
    const response = await fetch(file);
    return response.ok ? await response.text() : LOST;
  } catch {
    return LOST;
  }
}

/** @type {Example[]} */
const examples = [];
for (const section of document.querySelectorAll('section')) {
  void showCode(section);
  const stopOthers = () => {
    for (const example of examples) example.stop();
  };
  examples.push(new Example(section, stopOthers));
}
