/** Where a document's engines run: in workers if its policies allow them, else on the main thread. */

import { inlineEngine } from './inline-engine.js';
import { prepareWorkerEngine } from './worker-engine.js';

/** @typedef {import('./engine-messages.js').Engine} Engine */
/** @typedef {(events: import('./engine-messages.js').Events) => Engine} StartEngine */

export class Engines {
  #source;
  #allowed;
  #clock;

  /**
   * @param {string} source of an engine's worker
   * @param {() => Promise<boolean>} allowed whether the document's policies allow a data: worker
   * @param {import('../clock.js').Clock} clock
   */
  constructor(source, allowed, clock) {
    this.#source = source;
    this.#allowed = allowed;
    this.#clock = clock;
  }

  /** @returns {Promise<StartEngine>} for one camera */
  async prepare() {
    // Never tried where it might be forbidden: the page's server would hear of it.
    if (!(await this.#allowed())) return inlineEngine;
    return (await prepareWorkerEngine(this.#source, this.#clock)) ?? inlineEngine;
  }
}
