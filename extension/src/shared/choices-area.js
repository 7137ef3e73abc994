/** Where the extension's own pages and its service worker keep what the person chooses. */

import { onPrivateChange, PrivateArea, readPrivate, storePrivate } from './private-choices.js';
import { watchStored } from './stored-values.js';

/**
 * @typedef {object} ChoicesArea
 * @property {(keys: string[]) => Promise<Record<string, unknown>>} get
 * @property {(items: Record<string, unknown>) => Promise<void>} set at once, for whoever has read before
 * @property {(keys: string[], onValues: (values: Record<string, unknown>) => void) => void} watch
 */

/**
 * @param {boolean} incognito whether it is about a tab of a private window
 * @returns {ChoicesArea}
 */
export function choicesArea(incognito) {
  const { local } = chrome.storage;
  if (!incognito) {
    return {
      get: (keys) => local.get(keys),
      set: (items) => local.set(items),
      watch: (keys, onValues) => watchStored(local, keys, onValues),
    };
  }
  /** As last read, or set. @type {Record<string, unknown>} */
  let chosen = {};
  const read = async () => {
    chosen = await readPrivate();
    return chosen;
  };
  const area = new PrivateArea(local, read, onPrivateChange);
  return {
    get: (keys) => area.get(keys),
    set: (items) => {
      chosen = { ...chosen, ...items };
      return storePrivate(chosen);
    },
    watch: (keys, onValues) => area.watch(keys, onValues),
  };
}
