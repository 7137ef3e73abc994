/** The popup: what is on in the tab in front of the person, and the switch for its site. */

import { STATUS_PORT } from '../shared/messages.js';
import { POLICIES_KEY, policyOf, withPolicy } from '../shared/policies.js';
import { health, ServerError } from '../shared/server-client.js';
import { words } from './words.js';

const HEALTH_EVERY_MS = 2000;

/** @type {import('./words.js').Tab} */
const tab = { script: 'asking', origin: '', policy: 'site', cameras: [] };
/** @type {import('./words.js').ServerState} */
let server = { state: 'asking' };
/** Choices that are made and not yet stored. */
let storing = 0;
/** @type {Map<string, import('../shared/messages.js').FrameStatus>} */
const documents = new Map();

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}
const blur = /** @type {HTMLInputElement} */ (element('blur'));

function render() {
  const said = words(tab, server);
  element('site').textContent = said.site;
  element('choice').textContent = said.choice;
  element('effect').textContent = said.effect;
  element('frame-rate').textContent = said.frameRate;
  element('server').textContent = said.server;
  element('advice').textContent = said.advice;
  blur.disabled = tab.script !== 'here';
  blur.checked = tab.policy === 'always';
}

async function readPolicy() {
  const stored = await chrome.storage.local.get(POLICIES_KEY);
  if (storing > 0) return;
  tab.policy = policyOf(stored[POLICIES_KEY], tab.origin);
  render();
}

async function askServer() {
  try {
    await health();
    server = { state: 'up' };
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    server = { state: 'down', message: error.message };
  }
  render();
  setTimeout(askServer, HEALTH_EVERY_MS);
}

/** @param {number} tabId */
function watch(tabId) {
  const port = chrome.tabs.connect(tabId, { name: STATUS_PORT });
  port.onMessage.addListener(
    (/** @type {import('../shared/messages.js').FrameStatus} */ status) => {
      documents.set(status.document_id, status);
      tab.cameras = [...documents.values()].flatMap((one) => one.cameras);
      tab.script = 'here';
      if (tab.origin === status.origin) {
        render();
        return;
      }
      tab.origin = status.origin;
      void readPolicy();
    },
  );
  port.onDisconnect.addListener(() => {
    // Read, or Chromium reports it as an error: no document of the tab has our script.
    void chrome.runtime.lastError;
    tab.script = 'unreached';
    tab.cameras = [];
    render();
  });
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
  tab.policy = blur.checked ? 'always' : 'site';
  storing += 1;
  render();
  const { origin, policy } = tab;
  const stored = await chrome.storage.local.get(POLICIES_KEY);
  const policies = withPolicy(stored[POLICIES_KEY], origin, policy);
  await chrome.storage.local.set({ [POLICIES_KEY]: policies });
  storing -= 1;
  await readPolicy();
});
chrome.storage.local.onChanged.addListener(readPolicy);

render();
void askServer();
const tabId = await subject();
if (tabId === undefined) tab.script = 'unreached';
else watch(tabId);
render();
