/** Which server the person chose, and the token that it asks for. */

import { SERVER_STORE, transact } from './database.js';
import { DEFAULT_ADDRESS } from './server-address.js';

/**
 * One record, so that a token never goes to another address than the one it was stored for.
 * @typedef {object} StoredServer
 * @property {string} address an origin
 * @property {string | null} token
 */

const KEY = 'chosen';

/** @returns {Promise<StoredServer>} */
export async function storedServer() {
  const stored = await transact(SERVER_STORE, 'readonly', (store) => store.get(KEY));
  return stored ?? { address: DEFAULT_ADDRESS, token: null };
}

/** @param {StoredServer} server */
export async function storeServer({ address, token }) {
  await transact(SERVER_STORE, 'readwrite', (store) => store.put({ address, token }, KEY));
}
