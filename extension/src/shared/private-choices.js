/**
 * What the person chooses in private windows. It counts there before what is stored, is kept in memory
 * alone, and is gone with the last of these windows: nothing of it is carried over.
 */

/** Key in chrome.storage.session: values by the keys that they have in chrome.storage.local. */
export const PRIVATE_KEY = 'private';

/** @typedef {Record<string, unknown>} Values */
/** @typedef {{[key: string]: {newValue?: unknown}}} Changes */

/**
 * What a private window goes by, with the methods of a storage area that are needed of one.
 */
export class PrivateArea {
  #local;
  #readPrivate;
  #onPrivateChange;
  /** One after the other: what is read later is told later. @type {Promise<unknown>} */
  #turn = Promise.resolve();

  /**
   * @param {Pick<chrome.storage.StorageArea, 'get' | 'onChanged'>} local
   * @param {() => Promise<Values>} readPrivate
   * @param {(listener: () => void) => void} onPrivateChange
   */
  constructor(local, readPrivate, onPrivateChange) {
    this.#local = local;
    this.#readPrivate = readPrivate;
    this.#onPrivateChange = onPrivateChange;
  }

  /**
   * @param {string[]} keys
   * @returns {Promise<Values>}
   */
  async get(keys) {
    const [stored, chosen] = await Promise.all([this.#local.get(keys), this.#readPrivate()]);
    const here = Object.entries(chosen).filter(([key]) => keys.includes(key));
    return { ...stored, ...Object.fromEntries(here) };
  }

  /**
   * @param {string[]} keys
   * @param {(values: Values) => void} onValues hears all of them, now and after each change
   */
  watch(keys, onValues) {
    const tell = () => {
      this.#turn = this.#turn.then(async () => onValues(await this.get(keys)));
    };
    this.#local.onChanged.addListener((changes) => {
      if (keys.some((key) => Object.hasOwn(changes, key))) tell();
    });
    this.#onPrivateChange(tell);
    tell();
  }
}

/**
 * For the extension's own pages and its service worker.
 * @returns {Promise<Values>} all that was chosen in private windows
 */
export async function readPrivate() {
  const { [PRIVATE_KEY]: chosen } = await chrome.storage.session.get(PRIVATE_KEY);
  return /** @type {Values} */ (chosen ?? {});
}

/** @param {Values} chosen all that is */
export async function storePrivate(chosen) {
  await chrome.storage.session.set({ [PRIVATE_KEY]: chosen });
}

/** @param {() => void} listener of any change of what was chosen */
export function onPrivateChange(listener) {
  chrome.storage.session.onChanged.addListener((changes) => {
    if (Object.hasOwn(changes, PRIVATE_KEY)) listener();
  });
}
