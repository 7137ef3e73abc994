/** When to connect again after a failure. */

import { clock } from '../clock.js';
import { backoff_ms } from './backoff.js';

export class Retry {
  #failures = 0;
  /** Set while the next try is not due. @type {unknown} */
  #timer = null;

  /** Whether the next try is not due yet. */
  get waits() {
    return this.#timer !== null;
  }

  /** @param {() => void} again the next try */
  failed(again) {
    clock.clearTimeout(this.#timer);
    this.#timer = clock.setTimeout(
      () => {
        this.#timer = null;
        again();
      },
      backoff_ms(this.#failures, Math.random()),
    );
    this.#failures += 1;
  }

  /** What is between this page and the server works: the next failure is a first one. */
  worked() {
    this.#failures = 0;
  }

  cancel() {
    clock.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
