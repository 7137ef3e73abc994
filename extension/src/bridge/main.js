/** Between the page and the extension: checks, forwards, answers. Decides nothing. */

import { asPageMessage, BRIDGE_EVENT, PORT_EVENT, STATUS_PORT } from '../shared/messages.js';
import { POLICIES_KEY, policyOf } from '../shared/policies.js';

/** @typedef {import('../shared/messages.js').BridgeMessage} BridgeMessage */
/** @typedef {import('../shared/messages.js').CameraStatus} CameraStatus */
/** @typedef {import('../shared/messages.js').WorkerReply} WorkerReply */
/** @typedef {import('../shared/messages.js').WorkerRequest} WorkerRequest */

const document_id = crypto.randomUUID();
const topOrigin = [...location.ancestorOrigins].at(-1) ?? self.origin;
/** @type {CameraStatus[]} */
let cameras = [];
/** @type {Set<chrome.runtime.Port>} */
const popups = new Set();

/** @param {MessagePort} page */
function connect(page) {
  /** @param {BridgeMessage} message */
  const tell = (message) => page.postMessage(message);
  page.onmessage = async ({ data }) => {
    const message = asPageMessage(data);
    if (message?.type === 'status') {
      cameras = message.cameras;
      for (const popup of popups) report(popup);
    } else if (message) {
      tell({ type: 'reply', id: message.id, reply: await ask(message.request) });
    }
  };
  const tellPolicy = (/** @type {unknown} */ stored) =>
    tell({ type: 'policy', policy: policyOf(stored, topOrigin) });
  chrome.storage.local.get(POLICIES_KEY).then((stored) => tellPolicy(stored[POLICIES_KEY]));
  chrome.storage.local.onChanged.addListener((changes) => {
    const change = changes[POLICIES_KEY];
    if (change) tellPolicy(change.newValue);
  });
}

/**
 * @param {WorkerRequest} request
 * @returns {Promise<WorkerReply>}
 */
async function ask(request) {
  try {
    return await chrome.runtime.sendMessage(request);
  } catch (error) {
    // The extension was disabled, updated or removed under this page: no worker answers any more.
    return { ok: false, code: 'server-unreachable', message: String(error) };
  }
}

/** @param {chrome.runtime.Port} popup */
function report(popup) {
  /** @type {import('../shared/messages.js').FrameStatus} */
  const status = { type: 'frameStatus', document_id, origin: topOrigin, cameras };
  popup.postMessage(status);
}

chrome.runtime.onConnect.addListener((popup) => {
  if (popup.name !== STATUS_PORT) return;
  popups.add(popup);
  popup.onDisconnect.addListener(() => popups.delete(popup));
  report(popup);
});

window.addEventListener('pagehide', () => {
  cameras = [];
  for (const popup of popups) report(popup);
});

/** @param {Event} event */
function onPort(event) {
  const [port] = /** @type {MessageEvent} */ (event).ports;
  if (!port) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  window.removeEventListener(PORT_EVENT, onPort, true);
  connect(port);
}
window.addEventListener(PORT_EVENT, onPort, true);
window.dispatchEvent(new Event(BRIDGE_EVENT));
