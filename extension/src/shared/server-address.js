/** Where the server may be, and what that means for pictures. Pure. */

import { DEFAULT_PORT } from './protocol.js';

export const DEFAULT_ADDRESS = `http://127.0.0.1:${DEFAULT_PORT}`;
/** Loopback hosts for which the extension may ask for access without TLS. */
const PLAIN_HOSTS = ['127.0.0.1', 'localhost'];
const PORTS = /** @type {Record<string, string>} */ ({ 'http:': '80', 'https:': '443' });

/**
 * @typedef {'invalid' | 'too-much' | 'not-https'} AddressProblem too-much: there is more than an origin
 */

/**
 * @param {string} text what the person typed; nothing means the default
 * @returns {{address: string} | {problem: AddressProblem}} an origin, or what is wrong
 */
export function parseAddress(text) {
  const typed = text.trim() || DEFAULT_ADDRESS;
  const url = URL.canParse(typed) ? new URL(typed) : null;
  if (!url || !Object.hasOwn(PORTS, url.protocol)) {
    return { problem: 'invalid' };
  }
  if (url.href !== `${url.origin}/`) {
    return { problem: 'too-much' };
  }
  if (url.protocol === 'http:' && !PLAIN_HOSTS.includes(url.hostname)) {
    return { problem: 'not-https' };
  }
  return { address: url.origin };
}

/**
 * @param {string} address an origin
 * @returns {boolean} whether pictures that go there stay on this machine
 */
export function isLoopback(address) {
  const { hostname } = new URL(address);
  // An address that begins with a number and is no IPv4 address in full does not parse.
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/**
 * @param {string} address an origin
 * @returns {string} the match pattern that covers it and no other port
 */
export function patternOf(address) {
  const { protocol, hostname, port } = new URL(address);
  return `${protocol}//${hostname}:${port || PORTS[protocol]}/*`;
}
