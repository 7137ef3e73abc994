/**
 * The extension's own IndexedDB: for what content scripts must not read. They can read all of
 * chrome.storage.local, and one may be taken over by its page.
 */

const NAME = 'camveil';
const VERSION = 2;
/** One record: which server, and the token for it. */
export const SERVER_STORE = 'server';
/** The person's backgrounds, by id. */
export const BACKGROUNDS_STORE = 'backgrounds';

/**
 * @template T
 * @param {string} name a store's
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} ask all requests of the transaction are made in it,
 *   or in their success events
 * @returns {Promise<T>} what the returned request came to, when all of it is stored
 */
export async function transact(name, mode, ask) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(name, mode);
      const request = ask(transaction.objectStore(name));
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
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion < 1) request.result.createObjectStore(SERVER_STORE);
      if (oldVersion < 2) request.result.createObjectStore(BACKGROUNDS_STORE, { keyPath: 'id' });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
