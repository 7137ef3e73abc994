/** Makes of a frame's matched parts what its camera's tracks get. */

import { copyFrame } from '../frames/copied-frame.js';
import { decodeMask } from '../frames/mask-bitmap.js';

/** @typedef {import('../../shared/wire.js').FrameResult} FrameResult */
/** @typedef {Pick<import('./effect-session.js').SessionEvents, 'onComposed' | 'onMask'>} Receiver */

export class Delivery {
  #receiver;
  /** @type {WeakMap<FrameResult, Promise<ImageBitmap | null>>} */
  #masks = new WeakMap();

  /** @param {Receiver} receiver */
  constructor(receiver) {
    this.#receiver = receiver;
  }

  /** @param {FrameResult} result whose mask is wanted soon */
  prepare(result) {
    if (!result.maskPng) return;
    // A mask that cannot be decoded costs this frame's mask and nothing else.
    const mask = decodeMask(result.maskPng).catch(() => null);
    this.#masks.set(result, mask);
  }

  /**
   * @param {import('./frame-matcher.js').Match<VideoFrame>} match its frame is consumed
   * @param {import('../frames/copied-frame.js').Instead | null} look of the camera's frames
   */
  async deliver({ timestamp_us, result, frame }, look) {
    const mask = (await this.#masks.get(result)) ?? null;
    if (frame && look) {
      // A mere new timestamp would leave the transport's metadata on the frame. The pixels never
      // left the camera's colour space, whatever the codec called them.
      const composed = await copyFrame(frame, { ...look, timestamp: timestamp_us })
        .catch(() => null) // a frame that cannot be copied is late for ever: the gate conceals
        .finally(() => frame.close());
      if (composed) this.#receiver.onComposed(timestamp_us, composed, mask);
    } else if (frame) {
      frame.close();
    }
    if (mask) this.#receiver.onMask(timestamp_us, mask);
  }
}
