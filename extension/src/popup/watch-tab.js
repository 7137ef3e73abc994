/** Keeps up with the documents of one tab. */

import { STATUS_PORT } from '../shared/messages.js';
import { TabDocuments } from './tab-documents.js';

/** A port reaches the documents that are there when it is opened, and none that loads later. */
const CONNECT_EVERY_MS = 1000;

/**
 * The tab that the popup is about: the one in front, or the one named in its own address.
 * @returns {Promise<{id: number | undefined, incognito: boolean}>}
 */
export async function subject() {
  const named = Number(new URLSearchParams(location.search).get('tab'));
  const [active] = named
    ? [await chrome.tabs.get(named)]
    : await chrome.tabs.query({ active: true, lastFocusedWindow: true });
  return { id: active?.id, incognito: active?.incognito ?? false };
}

/**
 * @param {number | undefined} tabId
 * @param {(documents: TabDocuments) => void} onNews
 */
export function watchTab(tabId, onNews) {
  const documents = new TabDocuments();
  if (tabId === undefined) {
    documents.disconnect();
    onNews(documents);
    return;
  }
  /** @type {chrome.runtime.Port | undefined} */
  let port;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let next;
  const connect = () => {
    clearTimeout(next);
    next = setTimeout(connect, CONNECT_EVERY_MS);
    port?.disconnect();
    port = chrome.tabs.connect(tabId, { name: STATUS_PORT });
    documents.connect();
    port.onMessage.addListener(
      (/** @type {import('../shared/messages.js').FrameStatus} */ status) => {
        documents.hear(status);
        onNews(documents);
      },
    );
    port.onDisconnect.addListener(() => {
      // Read, or Chromium reports it as an error: no document of the tab has our script.
      void chrome.runtime.lastError;
      if (documents.disconnect()) connect();
      onNews(documents);
    });
  };
  connect();
}
