/** Talks to the server over HTTP; every failure has a code and a sentence. */

import { PROTOCOL_VERSION } from './protocol.js';
import { isLoopback } from './server-address.js';
import { decodeMessage } from './wire.js';

/** @typedef {import('./protocol.js').Health} Health */
/** @typedef {import('./protocol.js').ErrorCode} ErrorCode */
/** @typedef {import('./server-store.js').StoredServer} StoredServer */

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
 * @param {StoredServer} server
 * @returns {Promise<Health>} of a server that would open a session
 * @throws {ServerError} also when extension and server are of different versions, or not paired
 */
export async function health(server) {
  const message = await call(server, '/healthz', { method: 'GET' }, HEALTH_WITHIN_MS);
  if (message.type !== 'health') throw notOurs();
  if (message.protocol_version !== PROTOCOL_VERSION) throw mismatch(message.protocol_version);
  if (!message.paired) throw notPaired(server);
  return message;
}

/**
 * @param {StoredServer} server
 * @param {number} tab that the session is for
 * @param {string} sdp the offer
 * @returns {Promise<string>} the answer
 * @throws {ServerError}
 */
export async function openSession(server, tab, sdp) {
  /** @type {import('./protocol.js').OpenSession} */
  const request = { type: 'openSession', protocol_version: PROTOCOL_VERSION, tab, sdp };
  const message = await call(
    server,
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
 * @param {StoredServer} server
 * @param {string} path
 * @param {RequestInit} init
 * @param {number} within_ms
 */
async function call({ address, token }, path, init, within_ms) {
  const headers = new Headers(init.headers);
  if (token !== null) headers.set('Authorization', `Bearer ${token}`);
  /** @type {string} */
  let text;
  try {
    const signal = AbortSignal.timeout(within_ms);
    const response = await fetch(address + path, {
      ...init,
      headers,
      signal,
      cache: 'no-store',
      credentials: 'omit',
      // A server has no reason to send us, and our token, elsewhere.
      redirect: 'error',
    });
    text = await response.text();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      throw new ServerError('timeout', 'The Camveil server does not answer. Restart it.');
    }
    throw new ServerError(
      'server-unreachable',
      isLoopback(address)
        ? 'The Camveil server is not running. Start it with: make run'
        : 'No Camveil server answers there. Check the address and the server’s certificate.',
    );
  }
  const message = decodeMessage(text);
  if (!message) throw notOurs();
  if (message.type !== 'failure') return message;
  if (message.code === 'protocol-mismatch') throw mismatch(message.protocol_version);
  throw new ServerError(message.code, message.message);
}

/** @param {StoredServer} server */
function notPaired({ token }) {
  const what = token === null ? 'asks for a pairing token' : 'does not accept the pairing token';
  return new ServerError(
    'not-paired',
    `The server ${what}. Run “camveil pair” where it runs, start it again, and paste the new ` +
      'token under “Server settings”.',
  );
}

function notOurs() {
  return new ServerError('bad-message', 'Something else answers at the server’s address.');
}

/** @param {number} theirs */
function mismatch(theirs) {
  const older = theirs < PROTOCOL_VERSION ? 'server' : 'extension';
  return new ServerError(
    'protocol-mismatch',
    `Extension and server do not fit together. Update the ${older}.`,
  );
}
