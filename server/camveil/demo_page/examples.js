/** Shows each example's code, and runs it: one at a time, each with its own camera. */

import { run as runBlur } from './example-blur.js';
import { run as runIndicator } from './example-indicator.js';
import { run as runMask } from './example-mask.js';
import { run as runWorker } from './example-worker.js';
import { describeFailure } from './notices.js';

/** @typedef {(video: HTMLVideoElement, say: (text: string) => void) => Promise<MediaStreamTrack>} Run */

/** By the section's id. @type {Readonly<Record<string, Run>>} */
const RUNS = { blur: runBlur, indicator: runIndicator, mask: runMask, worker: runWorker };
const NEEDS = { blur: 'backgroundBlur', mask: 'backgroundSegmentationMask' };
const KNOWN = navigator.mediaDevices?.getSupportedConstraints() ?? {};
const MISSING = 'This browser does not know that constraint: the extension is not loaded.';

class Example {
  #run;
  #needs;
  #video = document.createElement('video');
  #button = document.createElement('button');
  #said = document.createElement('p');
  #whenStarted;
  /** What runs: null for nothing. @type {{track: MediaStreamTrack | null} | null} */
  #running = null;

  /**
   * @param {HTMLElement} section
   * @param {() => void} whenStarted called just before it starts
   */
  constructor(section, whenStarted) {
    this.#run = /** @type {Run} */ (RUNS[section.id]);
    this.#needs = section.id in NEEDS ? NEEDS[/** @type {keyof typeof NEEDS} */ (section.id)] : '';
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
    /** @type {{track: MediaStreamTrack | null}} */
    const running = { track: null };
    this.#running = running;
    this.#button.textContent = 'Stop';
    this.#say(this.#needs === '' || this.#needs in KNOWN ? '' : MISSING);
    try {
      running.track = await this.#run(this.#video, (text) => {
        if (this.#running === running) this.#say(text);
      });
      if (this.#running === running) return;
      // It was stopped before its camera was open.
      running.track.stop();
      if (!this.#running) this.#video.srcObject = null;
    } catch (error) {
      if (this.#running !== running) return;
      this.stop();
      const { title, text } = describeFailure(error);
      this.#say(`${title}. ${text}`);
    }
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
    const response = await fetch(file);
    const name = document.createElement('p');
    name.className = 'code code-file';
    name.textContent = file;
    const code = document.createElement('pre');
    code.tabIndex = 0; // it scrolls, by keyboard too
    code.role = 'region';
    code.ariaLabel = `Code of ${file}`;
    code.textContent = await response.text();
    shown.append(name, code);
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
