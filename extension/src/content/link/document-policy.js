/** Which dedicated workers this document's policies allow, found out without trying. */

import { allowDataWorkers } from '../../shared/data-workers.js';
import { NO_WORKERS } from '../../shared/messages.js';
import { allowPageWorkers } from '../../shared/page-workers.js';
import { PROBE_WITHIN_MS } from '../../shared/protocol.js';
import { MetaPolicies } from './meta-policies.js';

/** Other documents have the policies of whoever made them. */
const OWN_HEADERS = ['http:', 'https:'];

/** @typedef {import('../../shared/messages.js').Workers} Workers */

export class DocumentPolicy {
  #ask;
  #meta = new MetaPolicies(document);
  /** Before a script of the page can change it. */
  #url = location.href;
  /** The service worker's knowledge is of the document that came last. */
  #newest = true;
  /** What the document's headers allow. @type {Promise<Workers> | undefined} */
  #asked;
  /** The same, once it is known. */
  #known = NO_WORKERS;

  /** @param {typeof import('./worker-client.js').askWorker} ask */
  constructor(ask) {
    this.#ask = ask;
    window.addEventListener('pageshow', ({ persisted }) => {
      if (persisted) this.#newest = false;
    });
  }

  /** Asks for what has to be known at once, where the page may want it. */
  prepare() {
    if (mayUseCamera()) void this.#headers();
  }

  /** @returns {Promise<boolean>} false when in doubt */
  async allowsDataWorkers() {
    // An older document asks nobody: the answer would be another's.
    if (!this.#newest || !allowDataWorkers(this.#meta.policies)) return false;
    const { data } = await this.#headers();
    // Again: a policy may have been added in the meantime.
    return data && allowDataWorkers(this.#meta.policies);
  }

  /** @returns {boolean} whether a page's worker may begin with a script of ours; false when in doubt */
  allowsPageWorkers() {
    this.prepare();
    return this.#known.page && mayUseCamera() && allowPageWorkers(this.#meta.policies);
  }

  #headers() {
    this.#asked ??= this.#askWorker();
    return this.#asked;
  }

  async #askWorker() {
    if (!OWN_HEADERS.includes(new URL(this.#url).protocol) || self.origin === 'null') {
      return NO_WORKERS;
    }
    // Such a page may measure its memory, workers and all; Chromium 156 breaks down over ours.
    if (crossOriginIsolated) return NO_WORKERS;
    const document = { url: this.#url, since_ms: performance.timeOrigin };
    const reply = await this.#ask({ type: 'workers', ...document }, PROBE_WITHIN_MS);
    // What comes back later than the document does may be of the one that came after it.
    if (reply.ok && this.#newest) this.#known = /** @type {Workers} */ (reply.value);
    // Nobody has said no: whoever wants to know next asks again.
    if (!reply.ok) this.#asked = undefined;
    return this.#known;
  }
}

/** Where no camera can be opened, no frame is ours. */
function mayUseCamera() {
  const { featurePolicy } =
    /** @type {{featurePolicy?: {allowsFeature(name: string): boolean}}} */ (
      /** @type {unknown} */ (document)
    );
  return featurePolicy?.allowsFeature('camera') ?? true;
}
