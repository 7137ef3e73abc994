/** What one track shows: its gate decides, its writer delivers, and frames wait for their masks. */

import { MASK_WITHIN_MS } from '../../shared/protocol.js';
import { clock } from '../clock.js';
import { Gate } from './gate.js';
import { HeldFrames } from './held-frames.js';
import { ToldFrames } from './told-frames.js';
import { TrackWriter } from './track-writer.js';

/** @typedef {import('../../shared/worlds.js').FrameRecord} FrameRecord */

/**
 * @typedef {object} PictureEvents
 * @property {(state: import('./engine-messages.js').TrackState) => void} onChanged
 * @property {(timestamp_us: number, record: FrameRecord, composed: boolean) => void} onDelivered
 *   before the frame is on its way
 */

export class TrackPicture {
  #gate = new Gate();
  #events;
  #writer;
  #held = new HeldFrames(clock, MASK_WITHIN_MS, (frame, mask) =>
    this.#writer.write(frame, { blurred: false, mask }),
  );
  #toldFrames = new ToldFrames();
  #flows = true;
  #commands = 0;
  /** @type {import('./effect-state.js').Phase} */
  #told = 'raw';

  /**
   * @param {WritableStream<VideoFrame>} writable of the page's track
   * @param {{hidden: boolean, mask: boolean}} opening
   * @param {PictureEvents} events
   */
  constructor(writable, { hidden, mask }, events) {
    this.#events = events;
    this.#writer = new TrackWriter(this.#gate, writable, (timestamp_us, record, composed) => {
      this.#tellPhase();
      this.#toldFrames.frame(timestamp_us, record);
      events.onDelivered(timestamp_us, record, composed);
    });
    this.#gate.setMask(mask);
    if (hidden) this.#gate.move('hidden');
    this.#told = this.#gate.phase;
  }

  get phase() {
    return this.#gate.phase;
  }

  /** What frames show now. */
  get shows() {
    return this.#gate.shows;
  }

  /** @returns {import('../session/effect-session.js').Needs} what this track wants from the server */
  get needs() {
    return {
      blur: this.#flows && this.#gate.phase !== 'raw',
      mask: this.#flows && this.#gate.mask,
    };
  }

  /** When the next result is overdue; never, if none is waited for. */
  get late_ms() {
    return this.#gate.late_ms;
  }

  /** @param {import('./effect-state.js').PhaseEvent} event */
  move(event) {
    // A result may have come while the call gave up: then the picture is hidden, and stays so.
    if (event !== 'gaveUp' || this.#gate.phase === 'arming') this.#gate.move(event);
    if (event === 'hidden') this.#held.clear();
    this.#obeyed();
  }

  /** @param {boolean} on whether frames should carry their mask */
  setMask(on) {
    this.#gate.setMask(on);
    if (!on) this.#held.release();
    this.#obeyed();
  }

  /** @param {boolean} on false while the page sees black anyway */
  setFlows(on) {
    this.#flows = on;
    this.#obeyed();
  }

  /** Tells its state, by all that it was told so far. */
  tell() {
    this.#obeyed();
  }

  /**
   * A result may be overdue.
   * @param {number} now_ms
   */
  checkLate(now_ms) {
    this.#gate.checkLate(now_ms);
    this.#tellPhase();
  }

  /**
   * @param {number} timestamp_us of a camera frame
   * @param {number} now_ms
   */
  judge(timestamp_us, now_ms) {
    const verdict = this.#gate.cameraFrame(timestamp_us, now_ms);
    this.#tellPhase();
    return verdict;
  }

  /** @param {VideoFrame} frame a camera frame; consumed */
  showRaw(frame) {
    // Frames that still wait for masks are older than this one.
    this.#held.release();
    this.#writer.write(frame, { blurred: false, mask: null, ...toldOf(frame) });
  }

  /** @param {number} timestamp_us of a camera frame */
  mayConceal(timestamp_us) {
    return !this.#writer.ended && this.#gate.mayConceal(timestamp_us);
  }

  /** @param {VideoFrame} frame a concealed frame; consumed */
  showConcealed(frame) {
    this.#writer.write(frame, { blurred: true, mask: null });
  }

  /**
   * @param {number} timestamp_us
   * @param {Promise<VideoFrame>} copy of a camera frame; this track's own
   * @param {number} now_ms
   */
  hold(timestamp_us, copy, now_ms) {
    this.#held.add(timestamp_us, copy, now_ms);
  }

  /**
   * @param {number} timestamp_us
   * @param {VideoFrame} frame the composed frame; consumed
   * @param {ImageBitmap | null} mask what it was composed with
   */
  showComposed(timestamp_us, frame, mask) {
    if (this.#gate.composedFrame(timestamp_us, performance.now())) {
      this.#writer.write(frame, { blurred: true, mask: this.#gate.mask ? mask : null }, true);
    } else {
      frame.close();
    }
    this.#tellPhase();
    if (this.#gate.shows !== 'raw') this.#held.clear();
  }

  /**
   * @param {number} timestamp_us
   * @param {ImageBitmap} mask
   */
  showMask(timestamp_us, mask) {
    this.#held.mask(timestamp_us, mask, performance.now());
  }

  /** @param {MessagePort} port which is told of each frame, the last ones before all others */
  share(port) {
    this.#toldFrames.add(port);
  }

  /** @returns {Promise<void>} settles when none of its frames is left */
  end() {
    this.#toldFrames.end();
    this.#held.clear();
    return this.#writer.end();
  }

  #obeyed() {
    this.#commands += 1;
    this.#tell();
  }

  #tellPhase() {
    if (this.#gate.phase !== this.#told) this.#tell();
  }

  #tell() {
    const { phase } = this.#gate;
    this.#told = phase;
    this.#events.onChanged({ phase, commands: this.#commands });
  }
}

/**
 * @param {VideoFrame} frame a camera frame
 * @returns {Partial<FrameRecord>} what the browser says of it
 */
function toldOf(frame) {
  const { backgroundBlur, backgroundSegmentationMask } = frame.metadata();
  return {
    ...(backgroundBlur ? { blurredNatively: backgroundBlur.enabled } : {}),
    ...(backgroundSegmentationMask ? { mask: backgroundSegmentationMask } : {}),
  };
}
