/** The connections that a camera's engine asks for: makes them, and hands their parts over. */

import { LoopbackPeer } from '../link/loopback-peer.js';

/** @typedef {import('../engine/engine-messages.js').Engine} Engine */
/** @typedef {Pick<import('../engine/engine-messages.js').Events,
 *   'connect' | 'opened' | 'control' | 'leave' | 'release'>} ConnectionEvents */

/** @implements {ConnectionEvents} */
export class ServerConnections {
  #engine;
  #exchange;
  #keep;
  /** Until they are released, by number. @type {Map<number, LoopbackPeer>} */
  #peers = new Map();
  /** Those that can be used. @type {Set<number>} */
  #open = new Set();

  /**
   * @param {() => Engine} engine
   * @param {(offer: string) => Promise<string>} exchange signalling
   * @param {(message: import('../../shared/protocol.js').Message) => boolean} keep takes a message of
   *   the server's that is not for the engine
   */
  constructor(engine, exchange, keep) {
    this.#engine = engine;
    this.#exchange = exchange;
    this.#keep = keep;
  }

  /** Whether the server is known to be there, at first hand. */
  get connected() {
    return this.#open.size > 0;
  }

  /** @type {ConnectionEvents['connect']} */
  connect(id) {
    const engine = this.#engine();
    try {
      const peer = new LoopbackPeer({
        onParts: (frames, uplink) =>
          engine.send(['connection', id, uplink, frames], [uplink, frames]),
        onReturned: (readable) => engine.send(['returned', id, readable], [readable]),
        onControlOpen: () => engine.send(['controlOpened', id]),
        onControl: (message) => {
          if (!this.#keep(message)) engine.send(['control', id, message]);
        },
        onLost: () => this.#lost(id),
      });
      this.#peers.set(id, peer);
      void peer.connect(this.#exchange);
    } catch {
      // This document has too many connections: there is nothing to do but to try again later.
      this.#lost(id);
    }
  }

  /** @type {ConnectionEvents['opened']} */
  opened(id) {
    this.#open.add(id);
    this.#peers.get(id)?.opened();
  }

  /** @type {ConnectionEvents['control']} */
  control(id, message) {
    this.#peers.get(id)?.send(message);
  }

  /** @type {ConnectionEvents['leave']} */
  leave(id) {
    this.#open.delete(id);
    this.#peers.get(id)?.leave();
  }

  /** @type {ConnectionEvents['release']} */
  release(id) {
    this.#peers.get(id)?.release();
    this.#peers.delete(id);
  }

  /** All of them are over, whatever the engine says. */
  leaveAll() {
    for (const id of this.#peers.keys()) this.leave(id);
  }

  /** The engine broke down: whatever it still had is lost. */
  closeAll() {
    this.leaveAll();
    for (const id of this.#peers.keys()) this.release(id);
  }

  /** @param {number} id */
  #lost(id) {
    this.#open.delete(id);
    this.#engine().send(['lost', id]);
  }
}
