/** The video that goes to the server: what the connection sends, fed by hand. */

export class UplinkVideo {
  #natives;
  #generator;
  #writer;

  /** @param {import('../natives.js').Natives} natives */
  constructor(natives) {
    this.#natives = natives;
    this.#generator = new natives.MediaStreamTrackGenerator({ kind: 'video' });
    this.#writer = natives.generatorWritable(this.#generator).getWriter();
  }

  /** @returns {MediaStreamTrack} for the connection to send */
  get track() {
    return this.#generator;
  }

  /** @param {VideoFrame} frame stays the caller's */
  send(frame) {
    // A refused write means that the connection is closing; its own event deals with that.
    this.#writer.write(this.#natives.cloneFrame(frame)).catch(() => {});
  }

  stop() {
    this.#writer.close().catch(() => {}); // already closed by the connection's end
    this.#natives.stopTrack(this.#generator);
  }
}
