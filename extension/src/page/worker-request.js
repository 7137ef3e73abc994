/** What Worker is constructed with, read once, as WebIDL reads it. */

import { at } from '../shared/lists.js';
import { isObject } from '../shared/objects.js';

const { get } = Reflect;

/** In the order in which the browser reads them. */
const [CREDENTIALS, NAME, TYPE] = ['credentials', 'name', 'type'];

/** @typedef {{credentials?: unknown, name?: unknown, type?: unknown}} Options */

/**
 * @typedef {object} WorkerRequest
 * @property {string} url as the page wrote it
 * @property {any} options as the browser is to get them
 */

/**
 * @param {any[]} args the page's
 * @returns {WorkerRequest | null} null for what the browser is to judge by itself
 * @throws what the page's own objects throw while they are read
 */
export function readWorkerRequest(args) {
  if (args.length === 0 || !isText(args[0])) return null;
  const given = at(args, 1);
  if (given !== undefined && given !== null && !isObject(given)) return null;
  const url = `${args[0]}`;
  if (!isObject(given)) return { url, options: undefined };
  const options = {
    __proto__: null,
    credentials: read(given, CREDENTIALS),
    name: read(given, NAME),
    type: read(given, TYPE),
  };
  return { url, options };
}

/**
 * @param {object} given
 * @param {string | undefined} name
 * @returns {unknown} as text, where that is what the browser makes of it
 */
function read(given, name) {
  const value = get(given, /** @type {string} */ (name));
  return value !== undefined && isText(value) ? `${value}` : value;
}

/** @param {unknown} value */
function isText(value) {
  return typeof value === 'string' || isObject(value);
}
