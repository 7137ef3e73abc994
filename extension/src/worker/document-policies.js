/**
 * Learns from the headers of each document which workers it may start. What is known is kept in the
 * session's storage, because the service worker may die at any time; of a page's address there is a
 * digest only.
 */

import { allowDataWorkers } from '../shared/data-workers.js';
import { NO_WORKERS } from '../shared/messages.js';
import { allowPageWorkers, FELT_HEADERS } from '../shared/page-workers.js';

/** @typedef {chrome.webRequest.OnResponseStartedDetails} Response */
/** @typedef {import('../shared/messages.js').Workers} Workers */

/**
 * @typedef {object} Known of the document that a frame shows, if it allows any of these workers
 * @property {string} url without its fragment
 * @property {number} came_ms when its headers came, since 1970
 * @property {Workers} workers
 */

const POLICY_HEADERS = ['content-security-policy', 'content-security-policy-report-only'];
/** What leaves a document's policies open: it goes to no frame, or its embedder may add some. */
const DOUBTFUL_HEADERS = ['content-disposition', 'allow-csp-from'];
/** Inner frames of a tab that are known; all tabs share what may be stored. */
const MOST_FRAMES = 200;
/** Answers that bring no document: the frame keeps the one that it has. */
const NO_DOCUMENT = [204, 205];

/**
 * @param {Pick<Response, 'url' | 'timeStamp' | 'statusCode' | 'responseHeaders'>} response
 * @returns {Known | null} null when the document allows none of these workers, or there is none
 */
export function knownOf({ url, timeStamp, statusCode, responseHeaders = [] }) {
  const named = (/** @type {string[]} */ names) =>
    responseHeaders.filter(({ name }) => names.includes(name.toLowerCase()));
  if (NO_DOCUMENT.includes(statusCode) || named(DOUBTFUL_HEADERS).length > 0) return null;
  const policies = named(POLICY_HEADERS).map(({ value }) => value);
  // A value that is no text is one that nobody here can read.
  if (!policies.every((value) => value !== undefined)) return null;
  const workers = {
    data: allowDataWorkers(policies),
    page: allowPageWorkers(policies) && named(FELT_HEADERS).length === 0,
  };
  if (!workers.data && !workers.page) return null;
  return { url: withoutFragment(url), came_ms: timeStamp, workers };
}

/**
 * @param {unknown} known as stored
 * @param {{url: string, since_ms: number}} document where it was loaded from, and since when
 * @returns {Workers} which this very document is known to allow
 */
export function allowedIn(known, { url, since_ms }) {
  const { url: itsUrl, came_ms, workers } = /** @type {Partial<Known>} */ (known ?? {});
  const isIts = came_ms !== undefined && itsUrl === withoutFragment(url) && came_ms >= since_ms;
  return (isIts && workers) || NO_WORKERS;
}

export class DocumentPolicies {
  #storage;
  /** What is being learned, by key: a document may ask before it is stored. @type {Map<string, Promise<void>>} */
  #learning = new Map();
  /** By tab, how many inner frames were learned since all of them were forgotten. @type {Map<number, number>} */
  #frames = new Map();

  /** @param {Pick<chrome.storage.StorageArea, 'get' | 'set' | 'remove'>} storage the session's */
  constructor(storage) {
    this.#storage = storage;
  }

  /** @param {Response} response of a document, in whatever frame */
  async learn(response) {
    const name = key(response.tabId, response.frameId);
    const learning = this.#learn(response, name);
    this.#learning.set(name, learning);
    try {
      await learning;
    } finally {
      if (this.#learning.get(name) === learning) this.#learning.delete(name);
    }
  }

  /**
   * @param {Response} response
   * @param {string} name
   */
  async #learn(response, name) {
    const { tabId, frameId } = response;
    const known = knownOf(response);
    const learned = known
      ? this.#storage.set({ [name]: { ...known, url: await digest(known.url) } })
      : this.#storage.remove(name);
    // The frames of the document before: their numbers do not come again. Or there are too many.
    if (frameId === 0 || this.#isOneTooMany(tabId)) {
      this.#frames.delete(tabId);
      const kept = [name, key(tabId, 0)];
      await this.#forget((one) => one.startsWith(key(tabId)) && !kept.includes(one));
    }
    await learned;
  }

  /** @param {number} tabId with one more frame */
  #isOneTooMany(tabId) {
    const frames = (this.#frames.get(tabId) ?? 0) + 1;
    this.#frames.set(tabId, frames);
    return frames > MOST_FRAMES;
  }

  /** @param {number} tabId that is closed */
  forgetTab(tabId) {
    this.#frames.delete(tabId);
    return this.#forget((one) => one.startsWith(key(tabId)));
  }

  /**
   * @param {{tabId: number, frameId: number}} frame
   * @param {{url: string, since_ms: number}} document
   * @returns {Promise<Workers>} which it is known to allow
   */
  async allow({ tabId, frameId }, document) {
    const name = key(tabId, frameId);
    await this.#learning.get(name);
    const stored = await this.#storage.get(name);
    return allowedIn(stored[name], {
      ...document,
      url: await digest(withoutFragment(document.url)),
    });
  }

  /** @param {(name: string) => boolean} which */
  async #forget(which) {
    const stored = await this.#storage.get(null);
    await this.#storage.remove(Object.keys(stored).filter(which));
  }
}

/**
 * @param {number} tabId
 * @param {number | ''} [frameId]
 */
function key(tabId, frameId = '') {
  return `document:${tabId}:${frameId}`;
}

/** @param {string} text */
async function digest(text) {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {string} url */
function withoutFragment(url) {
  return url.split('#', 1)[0] ?? url;
}
