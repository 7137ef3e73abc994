/** Whether the server is there, asked again and again while a page is open. */

import { health as askHealth, ServerError } from '../shared/server-client.js';
import { storedServer } from '../shared/server-store.js';

const HEALTH_EVERY_MS = 2000;

/** @typedef {import('../shared/server-store.js').StoredServer} StoredServer */

/**
 * asking: no answer yet · up: paired if it has got a token from us · unpaired: it is there, and wants
 * a token that we have not · down
 * @typedef {{state: 'asking'} | {state: 'up', paired: boolean} |
 *   {state: 'unpaired' | 'down', problem: import('../shared/server-client.js').Problem}} ServerState
 */

/**
 * @typedef {object} Answer
 * @property {ServerState} state
 * @property {import('../shared/protocol.js').Health | null} health of a server that is up
 */

/**
 * @param {StoredServer} stored
 * @returns {Promise<Answer>}
 */
export async function ask(stored) {
  try {
    const health = await askHealth(stored);
    return { state: { state: 'up', paired: stored.token !== null }, health };
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    const { code, problem } = error;
    const state = code === 'not-paired' ? 'unpaired' : 'down';
    return { state: { state, problem }, health: null };
  }
}

export class ServerQuestions {
  #onAnswer;
  /** Questions so far; the answer to the last one counts. */
  #asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #next;

  /** @param {(answer: Answer & {stored: StoredServer}) => void} onAnswer */
  constructor(onAnswer) {
    this.#onAnswer = onAnswer;
  }

  /** Asks now, and then on and on. */
  async ask() {
    clearTimeout(this.#next);
    this.#asked += 1;
    const asking = this.#asked;
    const stored = await storedServer();
    const answer = await ask(stored);
    if (asking !== this.#asked) return;
    this.#onAnswer({ ...answer, stored });
    this.#next = setTimeout(() => this.ask(), HEALTH_EVERY_MS);
  }
}
