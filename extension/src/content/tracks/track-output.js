/** The page's end of a track: the one object that the page holds, and what is true of its frames. */

import { FrameRecords } from './frame-records.js';

/** @typedef {import('./frame-records.js').FrameRecord} FrameRecord */

export class TrackOutput {
  #gate;
  #generator;
  #writer;
  #records = new FrameRecords();
  #ended = false;
  #delivered = 0;
  #masked = 0;

  /**
   * @param {import('./gate.js').Gate} gate has the last word on every frame
   */
  constructor(gate) {
    this.#gate = gate;
    this.#generator = new MediaStreamTrackGenerator({ kind: 'video' });
    this.#writer = this.#generator.writable.getWriter();
    /** The page's object: a clone of a generator is a plain MediaStreamTrack. */
    this.track = this.#generator.clone();
    // A generator mutes itself until its first frame; the page's track mirrors the camera instead.
    for (const type of ['mute', 'unmute']) {
      this.track.addEventListener(type, (event) => {
        if (event.isTrusted) event.stopImmediatePropagation();
      });
    }
  }

  get ended() {
    return this.#ended;
  }

  /** Frames delivered so far. */
  get deliveredCount() {
    return this.#delivered;
  }

  /** Of these, frames with a mask. */
  get maskedCount() {
    return this.#masked;
  }

  /**
   * @param {number} timestamp_us of a frame that a consumer of this track got
   * @returns {FrameRecord | undefined}
   */
  record(timestamp_us) {
    return this.#records.find(timestamp_us);
  }

  /**
   * The only way to the page.
   * @param {VideoFrame} frame consumed
   * @param {FrameRecord} record what is true of it
   * @returns {boolean} whether it was delivered
   */
  write(frame, record) {
    if (this.#ended || (!record.blurred && this.#gate.shows !== 'raw')) {
      frame.close();
      return false;
    }
    const timestamp_us = frame.timestamp;
    this.#gate.delivered(timestamp_us);
    this.#records.add(timestamp_us, record);
    this.#delivered += 1;
    if (record.mask) this.#masked += 1;
    // Refused only when the track has just ended; nobody else would close the frame then.
    this.#writer.write(frame).catch(() => frame.close());
    return true;
  }

  end() {
    this.#ended = true;
    this.#records.clear();
    this.#writer.close().catch(() => {}); // already closed when the page stopped its track
    this.#generator.stop();
  }
}
