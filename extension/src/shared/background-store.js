/** The person's own backgrounds, pictures and all: out of reach of every page and content script. */

import { BUNDLED_BACKGROUNDS } from './bundled-backgrounds.js';
import { BACKGROUNDS_STORE, transact } from './database.js';
import { MAX_IMAGE_BYTES, MAX_VIDEO_BYTES } from './protocol.js';

/**
 * @typedef {object} Background
 * @property {string} id SHA-256 of the blob's bytes, in hexadecimal: the server finds the same
 * @property {string} name for the person
 * @property {string} type the blob's: `image/…` or `video/…`
 * @property {Blob} blob what the person chose, as it was
 * @property {Blob} thumbnail a small image of it
 */

/** @typedef {Background & {position: number}} Stored backgrounds are in the order of their positions */

/** @typedef {'other-type' | 'too-large' | 'empty'} BackgroundProblem other-type: no picture's, no video's */

/**
 * @param {Blob} blob
 * @returns {BackgroundProblem | null} why the server would not even read it
 */
export function problemOf(blob) {
  const most = mostBytes(blob);
  if (most === null) return 'other-type';
  if (blob.size > most) return 'too-large';
  return blob.size === 0 ? 'empty' : null;
}

/**
 * @param {Pick<Blob, 'type'>} blob
 * @returns {number | null} the largest size of a file of this type; null if none can be used
 */
export function mostBytes({ type }) {
  if (type.startsWith('image/')) return MAX_IMAGE_BYTES;
  return type.startsWith('video/') ? MAX_VIDEO_BYTES : null;
}

/** @param {Blob} blob */
export async function backgroundId(blob) {
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @returns {Promise<Background[]>} in the person's order */
export async function listBackgrounds() {
  const stored = await transact(
    BACKGROUNDS_STORE,
    'readonly',
    (store) => /** @type {IDBRequest<Stored[]>} */ (store.getAll()),
  );
  return stored.sort((a, b) => a.position - b.position).map(withoutPosition);
}

/**
 * @param {string} id
 * @returns {Promise<Background | null>} null for one that is not there (any more)
 */
export async function backgroundOf(id) {
  const stored = await transact(
    BACKGROUNDS_STORE,
    'readonly',
    (store) => /** @type {IDBRequest<Stored | undefined>} */ (store.get(id)),
  );
  return stored ? withoutPosition(stored) : null;
}

/**
 * @param {string} id of one of the person's own, or of a bundled one
 * @returns {Promise<Blob | null>} null for one that is not there (any more)
 */
export async function backgroundBlob(id) {
  const bundled = BUNDLED_BACKGROUNDS.find((one) => one.id === id);
  if (bundled) return (await fetch(chrome.runtime.getURL(bundled.file))).blob();
  return (await backgroundOf(id))?.blob ?? null;
}

/**
 * Puts a background last. One with the same bytes is replaced, where it is.
 * @param {Omit<Background, 'id' | 'type'>} background
 * @returns {Promise<Background>} as it is stored
 * @throws {RangeError} for what `problemOf` names, and says it
 */
export async function addBackground({ name, blob, thumbnail }) {
  const problem = problemOf(blob);
  if (problem !== null) throw new RangeError(problem);
  const background = { id: await backgroundId(blob), name, type: blob.type, blob, thumbnail };
  await transact(BACKGROUNDS_STORE, 'readwrite', (store) => {
    const all = /** @type {IDBRequest<Stored[]>} */ (store.getAll());
    all.onsuccess = () => {
      const same = all.result.find(({ id }) => id === background.id);
      const last = Math.max(-1, ...all.result.map(({ position }) => position));
      store.put({ ...background, position: same?.position ?? last + 1 });
    };
    return all;
  });
  return background;
}

/** @param {string} id */
export async function removeBackground(id) {
  await transact(BACKGROUNDS_STORE, 'readwrite', (store) => store.delete(id));
}

/** @param {string[]} ids in the order that they are to have; others keep theirs, behind them */
export async function reorderBackgrounds(ids) {
  await transact(BACKGROUNDS_STORE, 'readwrite', (store) => {
    const all = /** @type {IDBRequest<Stored[]>} */ (store.getAll());
    all.onsuccess = () => {
      const place = (/** @type {Stored} */ { id }) =>
        ids.includes(id) ? ids.indexOf(id) : ids.length;
      const sorted = all.result.sort((a, b) => place(a) - place(b) || a.position - b.position);
      for (const [position, stored] of sorted.entries()) store.put({ ...stored, position });
    };
    return all;
  });
}

/**
 * @param {Stored} stored
 * @returns {Background}
 */
function withoutPosition({ position: _, ...background }) {
  return background;
}
