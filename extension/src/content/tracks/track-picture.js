/** What one track shows: its gate decides, its output delivers, and frames wait for their masks. */

import { MASK_WITHIN_MS } from '../../shared/protocol.js';
import { clock } from '../clock.js';
import { Gate } from './gate.js';
import { HeldFrames } from './held-frames.js';
import { TrackOutput } from './track-output.js';

/** @typedef {import('./frame-records.js').FrameRecord} FrameRecord */

export class TrackPicture {
  #gate = new Gate();
  #output = new TrackOutput(this.#gate);
  #held = new HeldFrames(clock, MASK_WITHIN_MS, (frame, mask) =>
    this.#write(frame, { blurred: false, mask }),
  );
  #onDelivered;
  #composedCount = 0;

  /** @param {() => void} onDelivered */
  constructor(onDelivered) {
    this.#onDelivered = onDelivered;
  }

  /** The page's object. */
  get track() {
    return this.#output.track;
  }

  get ended() {
    return this.#output.ended;
  }

  get phase() {
    return this.#gate.phase;
  }

  /** What frames show now. */
  get shows() {
    return this.#gate.shows;
  }

  /** Whether frames should carry their mask. */
  get mask() {
    return this.#gate.mask;
  }

  /** When the next result is overdue; never, if none is waited for. */
  get late_ms() {
    return this.#gate.late_ms;
  }

  /** Frames delivered so far. */
  get deliveredCount() {
    return this.#output.deliveredCount;
  }

  /** Of these, composed ones. */
  get composedCount() {
    return this.#composedCount;
  }

  /** Of these, frames with a mask. */
  get maskedCount() {
    return this.#output.maskedCount;
  }

  /**
   * @param {number} timestamp_us of a frame that a consumer of this track got
   * @returns {FrameRecord | undefined}
   */
  record(timestamp_us) {
    return this.#output.record(timestamp_us);
  }

  /** @param {import('./effect-state.js').PhaseEvent} event */
  move(event) {
    this.#gate.move(event);
    if (event === 'hidden') this.#held.clear();
  }

  /** @param {boolean} on whether frames should carry their mask */
  setMask(on) {
    this.#gate.setMask(on);
    if (!on) this.#held.release();
  }

  /**
   * A result may be overdue.
   * @param {number} now_ms
   */
  checkLate(now_ms) {
    this.#gate.checkLate(now_ms);
  }

  /**
   * @param {number} timestamp_us of a camera frame
   * @param {number} now_ms
   */
  judge(timestamp_us, now_ms) {
    return this.#gate.cameraFrame(timestamp_us, now_ms);
  }

  /** @param {VideoFrame} frame a camera frame; consumed */
  showRaw(frame) {
    // Frames that still wait for masks are older than this one.
    this.#held.release();
    this.#write(frame, { blurred: false, mask: null });
  }

  /** @param {number} timestamp_us of a camera frame */
  mayConceal(timestamp_us) {
    return !this.ended && this.#gate.mayConceal(timestamp_us);
  }

  /** @param {VideoFrame} frame a concealed frame; consumed */
  showConcealed(frame) {
    this.#write(frame, { blurred: true, mask: null });
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
      this.#composedCount += 1;
      this.#write(frame, { blurred: true, mask: this.#gate.mask ? mask : null });
    } else {
      frame.close();
    }
    if (this.#gate.shows !== 'raw') this.#held.clear();
  }

  /**
   * @param {number} timestamp_us
   * @param {ImageBitmap} mask
   */
  showMask(timestamp_us, mask) {
    this.#held.mask(timestamp_us, mask, performance.now());
  }

  end() {
    this.#held.clear();
    this.#output.end();
  }

  /**
   * @param {VideoFrame} frame consumed
   * @param {FrameRecord} record
   */
  #write(frame, record) {
    if (this.#output.write(frame, record)) this.#onDelivered();
  }
}
