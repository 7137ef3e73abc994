/** The video that goes to the server: what the connection sends, fed by hand. */

export class UplinkVideo {
  #generator;
  #writer;

  constructor() {
    this.#generator = new MediaStreamTrackGenerator({ kind: 'video' });
    this.#writer = this.#generator.writable.getWriter();
  }

  /** @returns {MediaStreamTrack} for the connection to send */
  get track() {
    return this.#generator;
  }

  /** @param {VideoFrame} frame stays the caller's */
  send(frame) {
    const own = frame.clone();
    // A refused write means that the connection is closing; its own event deals with that.
    this.#writer.write(own).catch(() => own.close());
  }

  stop() {
    this.#writer.close().catch(() => {}); // already closed by the connection's end
    this.#generator.stop();
  }
}
