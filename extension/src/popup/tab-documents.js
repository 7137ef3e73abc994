/** What is known of a tab's documents, from one connection to them after the other. Pure. */

/** @typedef {import('../shared/messages.js').FrameStatus} FrameStatus */
/** @typedef {'asking' | 'here' | 'unreached'} Script whether Camveil runs in the documents */

export class TabDocuments {
  /** @type {Script} */
  #script = 'asking';
  #origin = '';
  /** Whether the present connection has brought anything. */
  #heard = false;
  /** Connections since then that found no document to listen. */
  #refusals = 0;
  /** By id, as last heard. @type {Map<string, FrameStatus>} */
  #present = new Map();
  /** Those of the connection before, until they are heard again. @type {Map<string, FrameStatus>} */
  #earlier = new Map();

  get script() {
    return this.#script;
  }

  /** The tab's top-level origin, as last heard. */
  get origin() {
    return this.#origin;
  }

  get cameras() {
    return this.#all.flatMap(({ cameras }) => cameras);
  }

  /** Why what was chosen is not used, in any document; null if it is. */
  get refusal() {
    return this.#all.find(({ refusal }) => refusal !== null)?.refusal ?? null;
  }

  /** Whether any document has workers that nothing of ours may be in. */
  get workersAlone() {
    return this.#all.some(({ workers_alone }) => workers_alone);
  }

  /** The library with which any document could blur for itself; empty for none. */
  get ownBlur() {
    return this.#all.find(({ own_blur }) => own_blur !== '')?.own_blur ?? '';
  }

  /** Whether any document may have cameras that Camveil knows nothing of. */
  get leftAlone() {
    return this.#all.some(({ left_alone }) => left_alone);
  }

  /** A new connection takes the place of the one before. */
  connect() {
    this.#heard = false;
  }

  /** @param {FrameStatus} status over the present connection */
  hear(status) {
    if (!this.#heard) {
      // Documents answer one by one: what has not answered yet is not forgotten at once.
      this.#earlier = this.#present;
      this.#present = new Map();
    }
    if (status.origin !== this.#origin) this.#forget();
    this.#earlier.delete(status.document_id);
    this.#present.set(status.document_id, status);
    this.#origin = status.origin;
    this.#script = 'here';
    this.#heard = true;
    this.#refusals = 0;
  }

  /**
   * The other side ended the connection: its documents are gone, or there was none.
   * @returns {boolean} whether to connect again at once
   */
  disconnect() {
    this.#forget();
    if (this.#heard) return true;
    this.#refusals += 1;
    // Where Camveil just was, one refusal is no proof: the next document may only be loading.
    if (this.#script !== 'here' || this.#refusals > 1) this.#script = 'unreached';
    return false;
  }

  /** As last heard. */
  get #all() {
    return [...this.#earlier.values(), ...this.#present.values()];
  }

  #forget() {
    this.#earlier.clear();
    this.#present.clear();
  }
}
