/**
 * The badge on the toolbar: what the cameras of a tab show, at a glance. What each document said last is
 * kept in the session's storage, because the service worker may die at any time.
 */

import { worstOf } from '../shared/shown.js';

/** @typedef {import('../shared/shown.js').Shown} Shown */
/** @typedef {import('../shared/translate.js').MessageKey} MessageKey */
/** @typedef {import('../shared/translate.js').Translate} Translate */
/** @typedef {{documentId: string, shown: Shown}} Told by one frame's document */

/** White on each has a contrast of 4.5 to 1 and more. */
const LOOKS = /** @type {const} */ ({
  on: { text: 'badgeOn', color: '#14683c', title: 'headlineComposed' },
  concealed: { text: 'badgeConcealed', color: '#3550c4', title: 'headlineConcealed' },
  'no-server': { text: 'badgeNoServer', color: '#a4262c', title: 'headlineNoServer' },
  off: { text: 'badgeOff', color: '#8a4b00', title: 'headlineRaw' },
});

export class Badges {
  #storage;
  #action;
  #translate;
  /** One after the other: each reads what is stored, and then stores. @type {Promise<void>} */
  #turn = Promise.resolve();

  /**
   * @param {Pick<chrome.storage.StorageArea, 'get' | 'set' | 'remove'>} storage the session's
   * @param {Pick<typeof chrome.action, 'setBadgeText' | 'setBadgeBackgroundColor' | 'setTitle'>} action
   * @param {() => Promise<Translate>} translate
   */
  constructor(storage, action, translate) {
    this.#storage = storage;
    this.#action = action;
    this.#translate = translate;
  }

  /**
   * @param {{tabId: number, frameId: number, documentId: string}} document
   * @param {Shown} shown
   */
  hear({ tabId, frameId, documentId }, shown) {
    return this.#inTurn(async () => {
      const told = await this.#read(tabId);
      // What a document says when it goes may come later than what its successor says.
      if (shown === 'none' && told[frameId]?.documentId !== documentId) return;
      const { [frameId]: _, ...others } = told;
      const now = shown === 'none' ? others : { ...others, [frameId]: { documentId, shown } };
      await this.#storage.set({ [key(tabId)]: now });
      await this.#show(tabId, worstOf(Object.values(now).map((one) => one.shown)));
    });
  }

  /** @param {number} tabId that is closed, or that another page comes to */
  forget(tabId) {
    return this.#inTurn(() => this.#storage.remove(key(tabId)));
  }

  /**
   * @param {number} tabId
   * @returns {Promise<Record<number, Told>>} by frame
   */
  async #read(tabId) {
    const stored = await this.#storage.get(key(tabId));
    return /** @type {Record<number, Told>} */ (stored[key(tabId)] ?? {});
  }

  /**
   * @param {number} tabId
   * @param {Shown} shown
   */
  async #show(tabId, shown) {
    const t = await this.#translate();
    const look = shown === 'none' ? null : LOOKS[shown];
    try {
      await Promise.all([
        this.#action.setBadgeText({ tabId, text: look ? t(look.text) : '' }),
        this.#action.setTitle({ tabId, title: look ? `Camveil: ${t(look.title)}` : 'Camveil' }),
        look && this.#action.setBadgeBackgroundColor({ tabId, color: look.color }),
      ]);
    } catch {
      // The tab is closed by now: nobody sees its badge.
    }
  }

  /** @param {() => Promise<void>} step */
  #inTurn(step) {
    const done = this.#turn.then(step);
    this.#turn = done.catch(() => {}); // who asked for it hears of it
    return done;
  }
}

/** @param {number} tabId */
function key(tabId) {
  return `badge:${tabId}`;
}
