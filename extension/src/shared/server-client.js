/** Talks to the server on this machine over HTTP; every failure has a code and a sentence. */

import { DEFAULT_PORT, PROTOCOL_VERSION } from './protocol.js';
import { decodeMessage } from './wire.js';

/** @typedef {import('./protocol.js').Health} Health */
/** @typedef {import('./protocol.js').ErrorCode} ErrorCode */

const SERVER = `http://127.0.0.1:${DEFAULT_PORT}`;
const HEALTH_WITHIN_MS = 1000;
const OPEN_WITHIN_MS = 5000;

/** What kept the server from doing what was asked. */
export class ServerError extends Error {
  /** @override */
  name = 'ServerError';

  /**
   * @param {ErrorCode} code
   * @param {string} message for the person
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * @returns {Promise<Health>}
 * @throws {ServerError} also when extension and server are of different versions
 */
export async function health() {
  const message = await call('/healthz', { method: 'GET' }, HEALTH_WITHIN_MS);
  if (message.type !== 'health') throw notOurs();
  if (message.protocol_version !== PROTOCOL_VERSION) throw mismatch(message.protocol_version);
  return message;
}

/**
 * @param {string} sdp the offer
 * @returns {Promise<string>} the answer
 * @throws {ServerError}
 */
export async function openSession(sdp) {
  /** @type {import('./protocol.js').OpenSession} */
  const request = { type: 'openSession', protocol_version: PROTOCOL_VERSION, sdp };
  const message = await call(
    '/sessions',
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(request),
    },
    OPEN_WITHIN_MS,
  );
  if (message.type !== 'sessionOpened') throw notOurs();
  return message.sdp;
}

/**
 * @param {string} path
 * @param {RequestInit} init
 * @param {number} within_ms
 */
async function call(path, init, within_ms) {
  /** @type {string} */
  let text;
  try {
    const signal = AbortSignal.timeout(within_ms);
    const response = await fetch(SERVER + path, { ...init, signal, cache: 'no-store' });
    text = await response.text();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      throw new ServerError('timeout', 'The Camveil server does not answer. Restart it.');
    }
    throw new ServerError(
      'server-unreachable',
      'The Camveil server is not running. Start it with: make run',
    );
  }
  const message = decodeMessage(text);
  if (!message) throw notOurs();
  if (message.type !== 'failure') return message;
  if (message.code === 'protocol-mismatch') throw mismatch(message.protocol_version);
  throw new ServerError(message.code, message.message);
}

function notOurs() {
  return new ServerError('bad-message', `Something else answers on port ${DEFAULT_PORT}.`);
}

/** @param {number} theirs */
function mismatch(theirs) {
  const older = theirs < PROTOCOL_VERSION ? 'server' : 'extension';
  return new ServerError(
    'protocol-mismatch',
    `Extension and server do not fit together. Update the ${older}.`,
  );
}
