/**
 * Runs beside the page, in a world of its own: owns the document's cameras, obeys the person's
 * choice for the site, and tells the popup. Most pages never open a camera: what only a camera needs
 * is loaded by the first call.
 */

import { STATUS_PORT } from '../shared/messages.js';
import { DEFAULT_POLICY_KEY, POLICIES_KEY, POLICY_KEYS, policyOf } from '../shared/policies.js';
import { watchStored } from '../shared/stored-values.js';
import { ALONE } from '../shared/worlds.js';
import { acceptChannel, answerCalls } from './channel.js';
import { clock } from './clock.js';
import { DocumentPolicy } from './link/document-policy.js';
import { onFirstScript } from './link/first-script.js';
import { SitePolicy } from './link/site-policy.js';
import { askWorker } from './link/worker-client.js';
import { CaptureElements, elementMethods } from './tracks/capture-elements.js';

/** @typedef {import('./channel.js').Method} Method */
/** @typedef {import('./tracks/page-cameras.js').PageCameras} PageCameras */

const topOrigin = [...location.ancestorOrigins].at(-1) ?? self.origin;

/** What the document's popups hear. */
class Report {
  // Not randomUUID, which a document that is not secure lacks, such as a data: frame.
  #document_id = crypto.getRandomValues(new Uint32Array(4)).join('-');
  /** @type {import('../shared/messages.js').CameraStatus[]} */
  #statuses = [];
  #workersAlone = false;
  /** @type {Set<chrome.runtime.Port>} */
  #popups = new Set();

  listen() {
    chrome.runtime.onConnect.addListener((popup) => {
      if (popup.name !== STATUS_PORT) return;
      this.#popups.add(popup);
      popup.onDisconnect.addListener(() => this.#popups.delete(popup));
      this.#tell(popup);
    });
  }

  /** @param {import('../shared/messages.js').CameraStatus[]} cameras */
  set(cameras) {
    this.#statuses = cameras;
    this.#tellAll();
  }

  /** The page has made a worker that nothing of ours may be in. */
  setWorkersAlone() {
    if (this.#workersAlone) return;
    this.#workersAlone = true;
    this.#tellAll();
  }

  #tellAll() {
    for (const popup of this.#popups) this.#tell(popup);
  }

  /** @param {chrome.runtime.Port} popup */
  #tell(popup) {
    /** @type {import('../shared/messages.js').FrameStatus} */
    const status = {
      type: 'frameStatus',
      document_id: this.#document_id,
      origin: topOrigin,
      cameras: this.#statuses,
      workers_alone: this.#workersAlone,
    };
    popup.postMessage(status);
  }
}

/** @param {EventTarget} channel */
function start(channel) {
  // It sees every policy that the document states from here on.
  const documentPolicy = new DocumentPolicy(askWorker);
  // A page may make its workers as soon as it runs.
  onFirstScript(document, () => documentPolicy.prepare());
  const report = new Report();
  /** @type {PageCameras | undefined} */
  let cameras;
  const policy = new SitePolicy(clock, (forced) => cameras?.setForced(forced));
  /** @param {Record<string, unknown>} stored */
  const setPolicy = (stored) => {
    policy.set(policyOf(stored[POLICIES_KEY], topOrigin, stored[DEFAULT_POLICY_KEY]));
    // A track of ours needs its methods as long as it lives: then from the next load on.
    if (policy.alone && !cameras?.inUse) channel.dispatchEvent(new Event(ALONE));
  };
  const listen = once(() => {
    report.listen();
    watchStored(chrome.storage.local, POLICY_KEYS, setPolicy);
  });
  const load = once(async () => {
    listen();
    const [{ Engines }, { PageCameras }, { pageMethods }] = await Promise.all([
      import('./engine/engines.js'),
      import('./tracks/page-cameras.js'),
      import('./page-methods.js'),
    ]);
    const allowed = () => documentPolicy.allowsDataWorkers();
    const engines = new Engines(ENGINE_SOURCE, allowed, clock);
    const onStatus = report.set.bind(report);
    const opened = new PageCameras({ ask: askWorker, onStatus, engines, policy });
    cameras = opened;
    window.addEventListener('pagehide', ({ isTrusted }) => {
      if (!isTrusted) return;
      opened.suspend();
      report.set([]);
    });
    Object.assign(methods, pageMethods(opened));
    return opened;
  });
  const elements = new CaptureElements({
    policy,
    adopt: async (...asked) => (await load()).adopt(...asked),
  });
  elements.watch(window);
  /** What the page may ask; the rest when there is a camera to ask about. @type {Record<string, Method>} */
  const methods = {
    ...elementMethods(elements),
    pageWorker: () => {
      const value = documentPolicy.allowsPageWorkers();
      if (!value) report.setWorkersAlone();
      return { value };
    },
    open: async (...asked) => {
      await load();
      return /** @type {Method} */ (methods.open)(...asked);
    },
  };
  answerCalls(channel, methods);
  // The page comes first.
  void scheduler.postTask(listen, { priority: 'background' });
}

/**
 * @template T
 * @param {() => T} fn
 * @returns {() => T} what calls it the first time only
 */
function once(fn) {
  /** @type {{result: T} | undefined} */
  let called;
  return () => {
    called ??= { result: fn() };
    return called.result;
  };
}

// Without camera access there is nothing to do, and nothing to be asked.
if (isSecureContext) acceptChannel(window, start);
