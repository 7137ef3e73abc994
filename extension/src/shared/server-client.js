/** Talks to the server over HTTP; every failure has a code, and a problem for the person. */

import { PROTOCOL_VERSION } from './protocol.js';
import { isLoopback } from './server-address.js';
import { decodeMessage } from './wire.js';

/** @typedef {import('./protocol.js').Health} Health */
/** @typedef {import('./protocol.js').ErrorCode} ErrorCode */
/** @typedef {import('./messages.js').Reason} Reason */
/** @typedef {import('./server-store.js').StoredServer} StoredServer */

const HEALTH_WITHIN_MS = 1000;
const OPEN_WITHIN_MS = 5000;
const STORE_WITHIN_MS = 120_000;
/** A model may have to be loaded first. */
const CHANGE_WITHIN_MS = 70_000;

/**
 * What is wrong, as far as the person can do something about it; pages have words for each.
 * not-running: no server here · nobody-there: none elsewhere · silent: one that does not answer · no-token,
 * wrong-token · old-server, old-extension: which one to update · not-ours: another program ·
 * other-extension, other-name: whom it obeys, and what it is called, is not this · refused: anything else
 * that it does not do
 * @typedef {'not-running' | 'nobody-there' | 'silent' | 'no-token' | 'wrong-token' | 'old-server' |
 *   'old-extension' | 'not-ours' | 'other-extension' | 'other-name' | 'refused'} Problem
 */

/** The codes of a server's failures that the person can do more about. @type {Partial<Record<ErrorCode, Problem>>} */
const REFUSALS = {
  timeout: 'silent',
  'origin-refused': 'other-extension',
  'host-refused': 'other-name',
};

/** What kept the server from doing what was asked. */
export class ServerError extends Error {
  /** @override */
  name = 'ServerError';

  /**
   * @param {ErrorCode} code
   * @param {Problem} problem
   * @param {string} [message] the server's own words: no page shows them
   * @param {Reason | null} [reason] why what was chosen is refused
   */
  constructor(code, problem, message = problem, reason = null) {
    super(message);
    this.code = code;
    this.problem = problem;
    this.reason = reason;
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
 * Gives the server a background, which it finds out for itself whether it can use.
 * @param {StoredServer} server
 * @param {Blob} blob of type `image/…` or `video/…`
 * @param {number} [within_ms]
 * @returns {Promise<string>} its id
 * @throws {ServerError} with a reason if the background is refused
 */
export async function storeBackground(server, blob, within_ms = STORE_WITHIN_MS) {
  const message = await call(
    server,
    '/backgrounds',
    { method: 'POST', headers: { 'Content-Type': blob.type }, body: blob },
    within_ms,
  );
  if (message.type !== 'backgroundStored') throw notOurs();
  return message.id;
}

/**
 * Lets the server use something else from now on.
 * @param {StoredServer} server
 * @param {{model?: string, provider?: string}} wanted what is left out stays as it is
 * @returns {Promise<import('./protocol.js').SettingsInForce>} what counts then
 * @throws {ServerError} with a reason if that is refused; then all stays as it is
 */
export async function changeSettings(server, { model = '', provider = '' }) {
  /** @type {import('./protocol.js').ChangeSettings} */
  const request = { type: 'changeSettings', protocol_version: PROTOCOL_VERSION, model, provider };
  const message = await call(
    server,
    '/settings',
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(request),
    },
    CHANGE_WITHIN_MS,
  );
  if (message.type !== 'settingsInForce') throw notOurs();
  return message;
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
      throw new ServerError('timeout', 'silent');
    }
    throw new ServerError(
      'server-unreachable',
      isLoopback(address) ? 'not-running' : 'nobody-there',
    );
  }
  const message = decodeMessage(text);
  if (!message) throw notOurs();
  if (message.type !== 'failure') return message;
  const { code, reason, parts } = message;
  if (code === 'protocol-mismatch') throw mismatch(message.protocol_version);
  if (code === 'not-paired') throw notPaired({ token });
  const chosen = code === 'background-refused' || code === 'settings-refused';
  const why = chosen ? { code: reason, parts } : null;
  throw new ServerError(code, REFUSALS[code] ?? 'refused', message.message, why);
}

/** @param {Pick<StoredServer, 'token'>} server */
function notPaired({ token }) {
  return new ServerError('not-paired', token === null ? 'no-token' : 'wrong-token');
}

function notOurs() {
  return new ServerError('bad-message', 'not-ours');
}

/** @param {number} theirs */
function mismatch(theirs) {
  const older = theirs < PROTOCOL_VERSION ? 'old-server' : 'old-extension';
  return new ServerError('protocol-mismatch', older);
}
