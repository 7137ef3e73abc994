/** Whether the server is there, asked again and again while a page is open. */

import { health, ServerError } from '../shared/server-client.js';
import { storedServer } from '../shared/server-store.js';

const HEALTH_EVERY_MS = 2000;

/** @typedef {import('../shared/server-store.js').StoredServer} StoredServer */

/**
 * asking: no answer yet · up: paired if it has got a token from us · unpaired: it is there, and wants
 * a token that we have not · down. message: the server's own words, if it has any
 * @typedef {{state: 'asking'} | {state: 'up', paired: boolean} |
 *   {state: 'unpaired' | 'down', problem: import('../shared/server-client.js').Problem,
 *   message: string}} ServerState
 */

/**
 * @param {StoredServer} stored
 * @returns {Promise<ServerState>}
 */
async function ask(stored) {
  try {
    await health(stored);
    return { state: 'up', paired: stored.token !== null };
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    const { problem, message } = error;
    return { state: error.code === 'not-paired' ? 'unpaired' : 'down', problem, message };
  }
}

export class ServerQuestions {
  #onState;
  /** Questions so far; the answer to the last one counts. */
  #asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #next;

  /** @param {(state: ServerState, stored: StoredServer) => void} onState */
  constructor(onState) {
    this.#onState = onState;
  }

  /** Asks now, and then on and on. */
  async ask() {
    clearTimeout(this.#next);
    this.#asked += 1;
    const asking = this.#asked;
    const stored = await storedServer();
    const state = await ask(stored);
    if (asking !== this.#asked) return;
    this.#onState(state, stored);
    this.#next = setTimeout(() => this.ask(), HEALTH_EVERY_MS);
  }
}
