/**
 * The service worker: asks the server on behalf of pages, knows what their headers allow, and shows the
 * badge. It may die at any time.
 */

import { backgroundBlob } from '../shared/background-store.js';
import { choicesArea } from '../shared/choices-area.js';
import { loadLanguage } from '../shared/language.js';
import { asWorkerRequest, PRIVATE_CHANGE } from '../shared/messages.js';
import { onPrivateChange, PRIVATE_KEY, readPrivate } from '../shared/private-choices.js';
import { health, openSession, ServerError, storeBackground } from '../shared/server-client.js';
import { storedServer } from '../shared/server-store.js';
import { changePolicy } from '../shared/stored-policies.js';
import { BackgroundSender } from './background-sender.js';
import { Badges } from './badges.js';
import { DocumentPolicies } from './document-policies.js';
import { OfferBudget } from './offer-budget.js';

/** @typedef {import('../shared/messages.js').WorkerReply} WorkerReply */
/** @typedef {import('../shared/messages.js').WorkerRequest} WorkerRequest */

/** Whose documents the content scripts are in. */
const DOCUMENTS = chrome.runtime.getManifest().content_scripts?.[0]?.matches ?? [];

const budget = new OfferBudget();
const backgrounds = new BackgroundSender({
  find: backgroundBlob,
  send: async (blob) => storeBackground(await storedServer(), blob),
});
const documents = new DocumentPolicies(chrome.storage.session);
const badges = new Badges(
  chrome.storage.session,
  chrome.action,
  async () => (await loadLanguage()).translate,
);

/**
 * @param {WorkerRequest} request
 * @param {number} tab that asks
 * @param {{frameId: number, documentId: string, incognito: boolean}} document that asks
 * @returns {Promise<WorkerReply>}
 */
async function answer(request, tab, { frameId, documentId, incognito }) {
  if (request.type === 'privateChoices') {
    return { ok: true, value: incognito ? await readPrivate() : {} };
  }
  if (request.type === 'shown') {
    await badges.hear({ tabId: tab, frameId, documentId }, request.shown);
    return { ok: true, value: null };
  }
  if (request.type === 'workers') {
    return { ok: true, value: await documents.allow({ tabId: tab, frameId }, request) };
  }
  if (request.type === 'sendBackground') return backgrounds.send(request.id);
  if (request.type === 'openSession' && !budget.take(tab, performance.now())) {
    return {
      ok: false,
      code: 'too-many-sessions',
      message: 'This tab asks for too many sessions.',
    };
  }
  try {
    const server = await storedServer();
    if (request.type === 'openSession') {
      return { ok: true, value: await openSession(server, tab, request.sdp) };
    }
    await health(server);
    return { ok: true, value: null };
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return { ok: false, code: error.code, message: error.message };
  }
}

chrome.runtime.onMessage.addListener((message, sender, respond) => {
  const request = asWorkerRequest(message);
  const tab = sender.tab?.id;
  if (sender.id !== chrome.runtime.id || tab === undefined || !request) return false;
  const { frameId = -1, documentId = '' } = sender;
  const incognito = sender.tab?.incognito ?? false;
  answer(request, tab, { frameId, documentId, incognito }).then(respond);
  return true; // the answer comes later
});

chrome.runtime.onInstalled.addListener(({ reason }) => {
  if (reason === 'install') void chrome.tabs.create({ url: 'welcome/welcome.html' });
});

// The person's shortcut: blur by force, and back to what the app asks for.
chrome.commands.onCommand.addListener(async (command, tab) => {
  // Only of pages that the content scripts are in we know the address.
  if (command !== 'toggle-blur' || !tab?.url) return;
  const { origin } = new URL(tab.url);
  await changePolicy(choicesArea(tab.incognito), origin, (present) =>
    present === 'always' ? 'site' : 'always',
  );
});

onPrivateChange(async () => {
  for (const { id, incognito } of await chrome.tabs.query({})) {
    // A tab without a content script has nobody to tell.
    if (incognito && id !== undefined) chrome.tabs.sendMessage(id, PRIVATE_CHANGE).catch(() => {});
  }
});
chrome.windows.onRemoved.addListener(async () => {
  const windows = await chrome.windows.getAll();
  if (!windows.some(({ incognito }) => incognito)) await chrome.storage.session.remove(PRIVATE_KEY);
});

// The last word on a document's headers: other extensions may have changed them before.
chrome.webRequest.onResponseStarted.addListener(
  (response) => {
    void documents.learn(response);
    if (response.frameId === 0) void badges.forget(response.tabId);
  },
  { urls: DOCUMENTS, types: ['main_frame', 'sub_frame'] },
  ['responseHeaders'],
);
chrome.tabs.onRemoved.addListener((tab) => {
  void documents.forgetTab(tab);
  void badges.forget(tab);
});
