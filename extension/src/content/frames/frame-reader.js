/**
 * Reads a track frame by frame. Chromium hands a frame over in two steps; a stream that is cancelled,
 * or whose track ends, between them leaves the frame to the garbage collector.
 */

import { clock, LAST_FRAME_WITHIN_MS } from '../clock.js';

/** The first takes longer. */
const FIRST_FRAME_WITHIN_MS = 200;

export class FrameReader {
  #reader;
  #wanted = true;
  #within_ms = FIRST_FRAME_WITHIN_MS;
  /** @type {Promise<void>} */
  #ended = Promise.resolve();

  /** @param {ReadableStream<VideoFrame>} readable ours from here on */
  constructor(readable) {
    this.#reader = readable.getReader();
  }

  /**
   * @param {(frame: VideoFrame) => void} onFrame gets the frame to keep or close
   * @returns {Promise<void>} resolves when the track has ended, or `end` was called
   */
  read(onFrame) {
    this.#ended = this.#read(onFrame);
    return this.#ended;
  }

  /**
   * Ends the reading; no frame comes any more.
   * @returns {Promise<void>} resolves when no frame is left, and the track may be stopped
   */
  end() {
    this.#wanted = false;
    clock.setTimeout(() => this.#reader.cancel(), this.#within_ms);
    return this.#ended;
  }

  /** @param {(frame: VideoFrame) => void} onFrame */
  async #read(onFrame) {
    while (this.#wanted) {
      const { value: frame, done } = await this.#reader.read();
      if (done) return;
      this.#within_ms = LAST_FRAME_WITHIN_MS;
      if (this.#wanted) onFrame(frame);
      else frame.close();
    }
    await this.#reader.cancel();
  }
}
