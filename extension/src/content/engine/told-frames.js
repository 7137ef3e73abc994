/** Who else is told of a track's frames: the page's workers, each over a port of its own. */

import { FrameRecords } from '../../shared/frame-records.js';

/** Frames that may be on their way to a worker when it asks. */
const LAST_FRAMES = { records: 60, masks: 10 };
/** A page that sends a track's frames to more workers than that is told of them in the newest ones. */
const MOST_PORTS = 16;

/** @typedef {import('../../shared/worlds.js').FrameRecord} FrameRecord */

export class ToldFrames {
  #last = new FrameRecords(LAST_FRAMES);
  /** @type {MessagePort[]} */
  #ports = [];

  /** @param {MessagePort} port ours from here on */
  add(port) {
    this.#last.each((timestamp_us, record) => post(port, timestamp_us, record));
    this.#ports.push(port);
    port.addEventListener('close', () => {
      this.#ports = this.#ports.filter((one) => one !== port);
    });
    if (this.#ports.length > MOST_PORTS) this.#ports.shift()?.close();
  }

  /**
   * @param {number} timestamp_us of a frame that is about to leave
   * @param {FrameRecord} record
   */
  frame(timestamp_us, record) {
    this.#last.add(timestamp_us, record);
    for (const port of this.#ports) post(port, timestamp_us, record);
  }

  end() {
    this.#last.clear();
    for (const port of this.#ports.splice(0)) port.close();
  }
}

/**
 * @param {MessagePort} port
 * @param {number} timestamp_us
 * @param {FrameRecord} record
 */
function post(port, timestamp_us, { blurred, blurredNatively = false, mask }) {
  /** @type {import('../../shared/worlds.js').FrameMessage} */
  const message = [timestamp_us, blurred || blurredNatively, mask];
  port.postMessage(message);
}
