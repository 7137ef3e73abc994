/**
 * Which server the person chose, and the token that it asks for. Not in chrome.storage.local: content
 * scripts need that for the policies and can read all of it, and one that a page has taken over must
 * not get the token. The extension's own IndexedDB is out of their reach.
 */

import { DEFAULT_ADDRESS } from './server-address.js';

/**
 * One record, so that a token never goes to another address than the one it was stored for.
 * @typedef {object} StoredServer
 * @property {string} address an origin
 * @property {string | null} token
 */

const STORE = 'server';
const KEY = 'chosen';

/** @returns {Promise<StoredServer>} */
export async function storedServer() {
  const stored = await transact('readonly', (store) => store.get(KEY));
  return stored ?? { address: DEFAULT_ADDRESS, token: null };
}

/** @param {StoredServer} server */
export async function storeServer({ address, token }) {
  await transact('readwrite', (store) => store.put({ address, token }, KEY));
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>}
 */
async function transact(mode, ask) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('camveil', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
