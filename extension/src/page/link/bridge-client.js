/** The page script's end of the port to the bridge: requests, status, and the site's policy. */

import { DeadlineExceeded, withDeadline } from '../../shared/deadline.js';
import { BRIDGE_EVENT, PORT_EVENT } from '../../shared/messages.js';

/** @typedef {import('../../shared/messages.js').BridgeMessage} BridgeMessage */
/** @typedef {import('../../shared/messages.js').PageMessage} PageMessage */
/** @typedef {import('../../shared/messages.js').WorkerReply} WorkerReply */
/** @typedef {import('../../shared/messages.js').WorkerRequest} WorkerRequest */

export class BridgeClient {
  #natives;
  #port;
  #onPolicy;
  /** @type {Map<number, (reply: WorkerReply) => void>} */
  #waiting = new Map();
  #lastId = 0;

  /**
   * @param {import('../natives.js').Natives} natives
   * @param {EventTarget} window
   * @param {(policy: import('../../shared/messages.js').Policy) => void} onPolicy
   */
  constructor(natives, window, onPolicy) {
    this.#natives = natives;
    this.#onPolicy = onPolicy;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    natives.addEventListener(port1, 'message', (event) =>
      this.#receive(/** @type {MessageEvent<BridgeMessage>} */ (event).data),
    );
    port1.start();
    // Both scripts run before any script of the page, in either order: whoever comes second
    // completes the handshake, and neither listens any longer when the page starts.
    const offer = () =>
      !natives.dispatchEvent(
        window,
        new MessageEvent(PORT_EVENT, { ports: [port2], cancelable: true }),
      );
    if (offer()) return;
    const listener = (/** @type {Event} */ event) => {
      event.stopImmediatePropagation();
      natives.removeEventListener(window, BRIDGE_EVENT, listener, true);
      offer();
    };
    natives.addEventListener(window, BRIDGE_EVENT, listener, true);
  }

  /**
   * Asks the worker.
   * @param {WorkerRequest} request
   * @param {number} within_ms
   * @returns {Promise<WorkerReply>} never rejects; `timeout` when nothing came back
   */
  async request(request, within_ms) {
    const id = ++this.#lastId;
    /** @type {Promise<WorkerReply>} */
    const reply = new Promise((resolve) => this.#waiting.set(id, resolve));
    this.#post({ type: 'request', id, request });
    try {
      return await withDeadline(reply, within_ms, this.#natives);
    } catch (error) {
      if (!(error instanceof DeadlineExceeded)) throw error;
      return { ok: false, code: 'timeout', message: `no answer within ${within_ms} ms` };
    } finally {
      this.#waiting.delete(id);
    }
  }

  /** @param {import('../../shared/messages.js').CameraStatus[]} cameras */
  status(cameras) {
    this.#post({ type: 'status', cameras });
  }

  /** @param {PageMessage} message */
  #post(message) {
    this.#port.postMessage(message);
  }

  /** @param {BridgeMessage} message */
  #receive(message) {
    if (message.type === 'policy') this.#onPolicy(message.policy);
    else this.#waiting.get(message.id)?.(message.reply);
  }
}
