/** What the person hears of a document: on the toolbar's badge, and in the popup. The page hears nothing. */

import { STATUS_PORT } from '../shared/messages.js';
import { shownBy } from '../shared/shown.js';

/** @typedef {import('../shared/messages.js').CameraStatus} CameraStatus */

/** How long the service worker has to take note. */
const NOTE_WITHIN_MS = 5000;

export class Report {
  // Not randomUUID, which a document that is not secure lacks, such as a data: frame.
  #document_id = crypto.getRandomValues(new Uint32Array(4)).join('-');
  #origin;
  #ask;
  /** @type {CameraStatus[]} */
  #cameras = [];
  /** @type {import('../shared/messages.js').Refusal | null} */
  #refusal = null;
  #workersAlone = false;
  #ownBlur = '';
  #leftAlone = false;
  /** What the badge was told last. @type {import('../shared/shown.js').Shown} */
  #shown = 'none';
  /** @type {Set<chrome.runtime.Port>} */
  #popups = new Set();

  /**
   * @param {string} origin the tab's top-level one
   * @param {typeof import('./link/worker-client.js').askWorker} ask
   */
  constructor(origin, ask) {
    this.#origin = origin;
    this.#ask = ask;
  }

  listen() {
    chrome.runtime.onConnect.addListener((popup) => {
      if (popup.name !== STATUS_PORT) return;
      this.#popups.add(popup);
      popup.onDisconnect.addListener(() => this.#popups.delete(popup));
      this.#tell(popup);
    });
  }

  /**
   * @param {CameraStatus[]} cameras
   * @param {boolean} serverUp
   * @param {import('../shared/messages.js').Refusal | null} refusal of the background that was chosen
   */
  set(cameras, serverUp, refusal) {
    this.#cameras = cameras;
    this.#refusal = refusal;
    this.#tellAll();
    const shown = shownBy(cameras, serverUp);
    if (shown === this.#shown) return;
    this.#shown = shown;
    void this.#ask({ type: 'shown', shown }, NOTE_WITHIN_MS);
  }

  /** The page has made a worker that nothing of ours may be in. */
  setWorkersAlone() {
    if (this.#workersAlone) return;
    this.#workersAlone = true;
    this.#tellAll();
  }

  /** @param {string} library with which the page could blur for itself */
  setOwnBlur(library) {
    this.#ownBlur = library;
    this.#tellAll();
  }

  /** The site was left alone: from now on the document may have cameras of which nobody tells us. */
  setLeftAlone() {
    if (this.#leftAlone) return;
    this.#leftAlone = true;
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
      origin: this.#origin,
      cameras: this.#cameras,
      refusal: this.#refusal,
      workers_alone: this.#workersAlone,
      own_blur: this.#ownBlur,
      left_alone: this.#leftAlone,
    };
    popup.postMessage(status);
  }
}
