/** What the server says of the background that it is to show: it wants it, or cannot show it. */

import { isBackground } from '../../shared/effect-choice.js';

/** For a video, to a server elsewhere. */
const SENT_WITHIN_MS = 120_000;

export class ServerBackgrounds {
  #choice;
  #ask;
  #onRefused;

  /**
   * @param {import('./used-choice.js').UsedChoice} choice
   * @param {typeof import('../link/worker-client.js').askWorker} ask
   * @param {() => void} onRefused another effect is used from now on
   */
  constructor(choice, ask, onRefused) {
    this.#choice = choice;
    this.#ask = ask;
    this.#onRefused = onRefused;
  }

  /** @param {string} id that the server wants; it gets none but what is used */
  async wanted(id) {
    if (!isBackground(this.#choice.used, id)) return;
    const reply = await this.#ask({ type: 'sendBackground', id }, SENT_WITHIN_MS);
    // However else that ends: the server asks again as long as it has none, and a blur hides meanwhile.
    if (!reply.ok && reply.reason) this.broken(id, reply.reason);
  }

  /**
   * @param {string} id that the server cannot show, or no further
   * @param {import('../../shared/messages.js').Reason} reason
   */
  broken(id, reason) {
    if (this.#choice.refuse(id, reason)) this.#onRefused();
  }
}
