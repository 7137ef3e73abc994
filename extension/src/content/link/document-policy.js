/** Whether this document's policies allow a worker from a data: URL, found out without trying. */

import { allowDataWorkers } from '../../shared/data-workers.js';
import { PROBE_WITHIN_MS } from '../../shared/protocol.js';
import { MetaPolicies } from './meta-policies.js';

/** Other documents have the policies of whoever made them. */
const OWN_HEADERS = ['http:', 'https:'];

export class DocumentPolicy {
  #ask;
  #meta = new MetaPolicies(document);
  /** Before a script of the page can change it. */
  #url = location.href;
  /** The service worker's knowledge is of the document that came last. */
  #newest = true;

  /** @param {typeof import('./worker-client.js').askWorker} ask */
  constructor(ask) {
    this.#ask = ask;
    window.addEventListener('pageshow', ({ persisted }) => {
      if (persisted) this.#newest = false;
    });
  }

  /** @returns {Promise<boolean>} false when in doubt */
  async allowsDataWorkers() {
    if (!OWN_HEADERS.includes(new URL(this.#url).protocol) || self.origin === 'null') return false;
    // Such a page may measure its memory, workers and all; Chromium 156 breaks down over this one.
    if (crossOriginIsolated) return false;
    if (!this.#newest || !allowDataWorkers(this.#meta.policies)) return false;
    const document = { url: this.#url, since_ms: performance.timeOrigin };
    const reply = await this.#ask({ type: 'allowsDataWorkers', ...document }, PROBE_WITHIN_MS);
    // Again: a policy may have been added in the meantime.
    return reply.ok && reply.value === true && allowDataWorkers(this.#meta.policies);
  }
}
