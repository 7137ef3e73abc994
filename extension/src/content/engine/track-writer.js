/** The only way to the page: writes frames into one track. */

/** @typedef {import('../../shared/worlds.js').FrameRecord} FrameRecord */

export class TrackWriter {
  #gate;
  #writer;
  #onDelivered;
  #ended = false;

  /**
   * @param {import('./gate.js').Gate} gate has the last word on every frame
   * @param {WritableStream<VideoFrame>} writable of the page's track
   * @param {(timestamp_us: number, record: FrameRecord, composed: boolean) => void} onDelivered
   *   called before the frame can be seen by anybody
   */
  constructor(gate, writable, onDelivered) {
    this.#gate = gate;
    this.#writer = writable.getWriter();
    this.#onDelivered = onDelivered;
  }

  get ended() {
    return this.#ended;
  }

  /**
   * @param {VideoFrame} frame consumed
   * @param {FrameRecord} record what is true of it
   * @param {boolean} [composed]
   */
  write(frame, record, composed = false) {
    if (this.#ended || (!record.blurred && this.#gate.shows !== 'raw')) {
      frame.close();
      return;
    }
    const timestamp_us = frame.timestamp;
    this.#gate.delivered(timestamp_us);
    this.#onDelivered(timestamp_us, record, composed);
    // Refused only when the track has just ended; nobody else would close the frame then.
    this.#writer.write(frame).catch(() => frame.close());
  }

  /** @returns {Promise<void>} settles when no frame is left in it */
  end() {
    this.#ended = true;
    return this.#writer.close().catch(() => {}); // already closed when the page stopped its track
  }
}
