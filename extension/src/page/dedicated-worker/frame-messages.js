/** What one track's frames are, as it is told over a port. */

import { FrameRecords } from '../../shared/frame-records.js';
import { bare } from '../../shared/lists.js';
import { unseen } from '../promises.js';

/** @typedef {import('../known-frames.js').KnownFrames} KnownFrames */
/** @typedef {import('../../shared/worlds.js').FrameMessage} FrameMessage */
/** @typedef {import('../../shared/worlds.js').FrameRecord} FrameRecord */
/** @typedef {import('./natives.js').ScopeNatives} ScopeNatives */
/** @typedef {{timestamp_us: number, settle: (record?: FrameRecord) => void, next: Waiting | null}} Waiting */

/** A record leaves before its frame; a frame that overtakes it waits for so long, no longer. */
const RECORD_WITHIN_MS = 100;
/** A worker that reads slowly has so many frames on their way. */
const MOST = { records: 120, masks: 30 };

export class FrameMessages {
  #natives;
  #records = new FrameRecords(MOST);
  /** @type {Waiting | null} */
  #waiting = null;

  /**
   * @param {ScopeNatives} natives
   * @param {MessagePort} port
   */
  constructor(natives, port) {
    this.#natives = natives;
    natives.addEventListener(port, 'message', (event) => {
      /** @type {FrameMessage} */
      const message = natives.eventData(/** @type {MessageEvent} */ (event));
      this.#add(message[0], { blurred: message[1], mask: message[2] });
    });
    natives.startPort(port);
  }

  /**
   * @param {VideoFrame} frame of the track
   * @param {KnownFrames} known
   * @returns {void | Promise<void>} when nothing is known yet: settles when it is, or in vain
   */
  describe(frame, known) {
    const timestamp_us = this.#natives.frameTimestamp(frame);
    const record = this.#records.find(timestamp_us);
    if (!record) return this.#describeLater(frame, timestamp_us, known);
    known.setRecord(frame, record);
  }

  /**
   * @param {VideoFrame} frame
   * @param {number} timestamp_us
   * @param {KnownFrames} known
   */
  async #describeLater(frame, timestamp_us, known) {
    // One that is older than what is known by now was delivered before anybody listened.
    if (timestamp_us < this.#records.newest_us) return;
    known.setRecord(frame, (await unseen(this.#wait(timestamp_us))).record);
  }

  /**
   * @param {number} timestamp_us
   * @returns {Promise<{record: FrameRecord | undefined}>}
   */
  #wait(timestamp_us) {
    const natives = this.#natives;
    return new natives.Promise((resolve) => {
      const timer = natives.setTimeout(() => settle(), RECORD_WITHIN_MS);
      /** @param {FrameRecord} [record] */
      const settle = (record) => {
        natives.clearTimeout(timer);
        resolve(bare({ record }));
      };
      this.#waiting = { timestamp_us, settle, next: this.#waiting };
    });
  }

  /**
   * @param {number} timestamp_us
   * @param {FrameRecord} record
   */
  #add(timestamp_us, record) {
    this.#records.add(timestamp_us, record);
    let waiting = this.#waiting;
    this.#waiting = null;
    while (waiting) {
      const { timestamp_us: wanted_us, settle, next } = waiting;
      const found = this.#records.find(wanted_us);
      if (found || wanted_us < timestamp_us) settle(found);
      else this.#waiting = { timestamp_us: wanted_us, settle, next: this.#waiting };
      waiting = next;
    }
  }
}
