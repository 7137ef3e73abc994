/** The popup: what is on in the tab in front of the person, and the switch for its site. */

import { STATUS_PORT } from '../shared/messages.js';
import {
  DEFAULT_POLICY_KEY,
  POLICIES_KEY,
  POLICY_KEYS,
  policyOf,
  withPolicy,
} from '../shared/policies.js';
import { health, ServerError } from '../shared/server-client.js';
import { storedServer } from '../shared/server-store.js';
import { element, input, say } from './elements.js';
import { startServerSettings } from './server-settings.js';
import { TabDocuments } from './tab-documents.js';
import { leavingWords, words } from './words.js';

const HEALTH_EVERY_MS = 2000;
/** A port reaches the documents that are there when it is opened, and none that loads later. */
const CONNECT_EVERY_MS = 1000;

const documents = new TabDocuments();
/** @type {import('../shared/messages.js').Policy} */
let policy = 'site';
/** @type {import('./words.js').ServerState} */
let server = { state: 'asking' };
/** Questions to the server; the answer to the last one counts. */
let asked = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let askAgain;
/** Choices that are made and not yet stored. */
let storing = 0;

const blur = input('blur');
const settings = /** @type {HTMLDetailsElement} */ (element('settings'));

function render() {
  const { script, origin, cameras, workersAlone } = documents;
  const said = words({ script, origin, policy, cameras, workersAlone }, server);
  say('site', said.site);
  say('choice', said.choice);
  say('effect', said.effect);
  say('frame-rate', said.frameRate);
  say('server', said.server);
  say('load', said.load);
  element('load-row').hidden = said.load === '';
  say('advice', said.advice);
  blur.disabled = script !== 'here';
  blur.checked = policy === 'always';
}

async function readPolicy() {
  const stored = await chrome.storage.local.get(POLICY_KEYS);
  if (storing > 0) return;
  policy = policyOf(stored[POLICIES_KEY], documents.origin, stored[DEFAULT_POLICY_KEY]);
  render();
}

/**
 * @param {import('../shared/server-store.js').StoredServer} stored
 * @returns {Promise<import('./words.js').ServerState>}
 */
async function serverState(stored) {
  try {
    await health(stored);
    return { state: 'up', paired: stored.token !== null };
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    const state = error.code === 'not-paired' ? 'unpaired' : 'down';
    return { state, message: error.message };
  }
}

async function askServer() {
  clearTimeout(askAgain);
  asked += 1;
  const asking = asked;
  const stored = await storedServer();
  const leaving = leavingWords(stored.address);
  say('leaving', leaving);
  element('leaving').hidden = leaving === '';
  const state = await serverState(stored);
  if (asking !== asked) return;
  // Where the token goes is shown once, and whoever closes it again has seen it.
  if (state.state === 'unpaired' && server.state !== 'unpaired') settings.open = true;
  server = state;
  render();
  askAgain = setTimeout(askServer, HEALTH_EVERY_MS);
}

/** @param {number} tabId */
function watch(tabId) {
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
        const { origin } = documents;
        documents.hear(status);
        if (documents.origin === origin) render();
        else void readPolicy();
      },
    );
    port.onDisconnect.addListener(() => {
      // Read, or Chromium reports it as an error: no document of the tab has our script.
      void chrome.runtime.lastError;
      if (documents.disconnect()) connect();
      render();
    });
  };
  connect();
}

/** The tab that the popup is about: the one in front, or the one named in its own address. */
async function subject() {
  const named = Number(new URLSearchParams(location.search).get('tab'));
  if (named) return named;
  const [active] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
  return active?.id;
}

blur.addEventListener('change', async () => {
  // At once, and whatever is read until it is stored: a switch must not jump back.
  const chosen = blur.checked ? 'always' : 'site';
  const { origin } = documents;
  policy = chosen;
  storing += 1;
  render();
  const stored = await chrome.storage.local.get(POLICY_KEYS);
  const fallback = stored[DEFAULT_POLICY_KEY];
  const policies = withPolicy(stored[POLICIES_KEY], origin, chosen, fallback);
  await chrome.storage.local.set({ [POLICIES_KEY]: policies });
  storing -= 1;
  await readPolicy();
});
chrome.storage.local.onChanged.addListener(readPolicy);

render();
void askServer();
void startServerSettings(() => {
  server = { state: 'asking' };
  render();
  void askServer();
});
const tabId = await subject();
if (tabId === undefined) documents.disconnect();
else watch(tabId);
render();
