/**
 * What a page's script says to its worker besides what the page says: in messages of the worker's own,
 * so that each comes before the one that it is about, and with a token that nobody else has.
 */

import { ownValue } from '../shared/lists.js';

/** @typedef {import('./known-frames.js').Known} Known */
/** @typedef {{timestamp_us: number, width: number, height: number, known: Known}} ToldFrame */

/**
 * begin: the first message of all; the worker answers over the port whether its script has loaded ·
 * about: what nobody could know of the next message: of some of its frames, and of each of its streams
 * a port that tells of its frames, or none · nothing: there is no next message
 * @typedef {{token: string, type: 'begin', port: MessagePort}
 *   | {token: string, type: 'about', frames: ToldFrame[], streams: (MessagePort | null)[]}
 *   | {token: string, type: 'nothing'}} WorkerMessage
 */

/**
 * @param {unknown} data of a message
 * @param {string} token
 * @returns {WorkerMessage | undefined} the same, if it is one of ours
 */
export function asWorkerMessage(data, token) {
  if (typeof data !== 'object' || data === null) return undefined;
  return ownValue(data, 'token') === token ? /** @type {WorkerMessage} */ (data) : undefined;
}
