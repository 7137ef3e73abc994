/**
 * Runs beside the page, in a world of its own: owns the document's cameras, obeys the person's
 * choice for the site, and tells the popup.
 */

import { STATUS_PORT } from '../shared/messages.js';
import { POLICIES_KEY, policyOf } from '../shared/policies.js';
import { ALONE } from '../shared/worlds.js';
import { acceptChannel, answerCalls } from './channel.js';
import { clock } from './clock.js';
import { Engines } from './engine/engines.js';
import { DocumentPolicy } from './link/document-policy.js';
import { askWorker } from './link/worker-client.js';
import { pageMethods } from './page-methods.js';
import { PageCameras } from './tracks/page-cameras.js';

// Not randomUUID, which a document that is not secure lacks, such as a data: frame.
const document_id = crypto.getRandomValues(new Uint32Array(4)).join('-');
const topOrigin = [...location.ancestorOrigins].at(-1) ?? self.origin;
/** @type {import('../shared/messages.js').CameraStatus[]} */
let statuses = [];
/** @type {Set<chrome.runtime.Port>} */
const popups = new Set();

/** @param {chrome.runtime.Port} popup */
function report(popup) {
  /** @type {import('../shared/messages.js').FrameStatus} */
  const status = { type: 'frameStatus', document_id, origin: topOrigin, cameras: statuses };
  popup.postMessage(status);
}

/** @param {import('../shared/messages.js').CameraStatus[]} cameras */
function onStatus(cameras) {
  statuses = cameras;
  for (const popup of popups) report(popup);
}

chrome.runtime.onConnect.addListener((popup) => {
  if (popup.name !== STATUS_PORT) return;
  popups.add(popup);
  popup.onDisconnect.addListener(() => popups.delete(popup));
  report(popup);
});

/** @param {EventTarget} channel */
function start(channel) {
  const documentPolicy = new DocumentPolicy(askWorker);
  const allowed = () => documentPolicy.allowsDataWorkers();
  const engines = new Engines(ENGINE_SOURCE, allowed, clock);
  const cameras = new PageCameras({ ask: askWorker, onStatus, engines });
  answerCalls(channel, pageMethods(cameras));
  window.addEventListener('pagehide', ({ isTrusted }) => {
    if (!isTrusted) return;
    cameras.suspend();
    onStatus([]);
  });
  /** @param {unknown} stored */
  const setPolicy = (stored) => {
    const policy = policyOf(stored, topOrigin);
    cameras.policy.set(policy);
    // A track of ours needs its methods as long as it lives: then from the next load on.
    if (policy === 'alone' && !cameras.inUse) channel.dispatchEvent(new Event(ALONE));
  };
  chrome.storage.local.get(POLICIES_KEY).then((stored) => setPolicy(stored[POLICIES_KEY]));
  chrome.storage.local.onChanged.addListener((changes) => {
    const change = changes[POLICIES_KEY];
    if (change) setPolicy(change.newValue);
  });
}

// Without camera access there is nothing to do, and nothing to be asked.
if (isSecureContext) acceptChannel(window, start);
