/** Sends backgrounds to the server when a page's session wants one: each once at a time. */

import { ServerError } from '../shared/server-client.js';

/** @typedef {import('../shared/messages.js').WorkerReply} WorkerReply */

/**
 * @typedef {object} Sending
 * @property {(id: string) => Promise<Blob | null>} find
 * @property {(blob: Blob) => Promise<unknown>} send
 */

export class BackgroundSender {
  #sending;
  /** By id. @type {Map<string, Promise<WorkerReply>>} */
  #underWay = new Map();

  /** @param {Sending} sending */
  constructor(sending) {
    this.#sending = sending;
  }

  /**
   * @param {string} id
   * @returns {Promise<WorkerReply>} of all who ask meanwhile
   */
  send(id) {
    const underWay = this.#underWay.get(id) ?? this.#send(id);
    this.#underWay.set(id, underWay);
    return underWay;
  }

  /**
   * @param {string} id
   * @returns {Promise<WorkerReply>}
   */
  async #send(id) {
    try {
      const blob = await this.#sending.find(id);
      if (!blob) {
        const reason = { code: 'gone', parts: [] };
        return { ok: false, code: 'background-refused', message: '', reason };
      }
      await this.#sending.send(blob);
      return { ok: true, value: null };
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      const { code, message, reason } = error;
      return { ok: false, code, message, reason };
    } finally {
      this.#underWay.delete(id);
    }
  }
}
