/** One track that the page holds: what it shows, what it tells, and the promises it keeps. */

import { APPLY_WITHIN_MS, MASK_WITHIN_MS, OPEN_CONCEALED_AFTER_MS } from '../../shared/protocol.js';
import { clock } from '../clock.js';
import { TrackConfiguration } from '../constraints/track-configuration.js';
import { CallQueue } from './call-queue.js';
import { Conditions } from './conditions.js';
import { Gate } from './gate.js';
import { HeldFrames } from './held-frames.js';
import { TrackOutput } from './track-output.js';

/** @typedef {import('./frame-records.js').FrameRecord} FrameRecord */

/**
 * @typedef {object} Opening
 * @property {import('../constraints/effect-settings.js').Circumstances} circumstances
 * @property {Record<string, unknown> | null} constraints for getConstraints(); null: the camera's
 */

export class PageTrack {
  #source;
  #configuration;
  #gate = new Gate();
  #output;
  #held;
  #conditions;
  #composedCount = 0;
  /** Of applyConstraints. */
  calls = new CallQueue();
  /**
   * What the call in progress asks for; the configuration has it only once frames obey.
   * @type {import('../../shared/constraints.js').EffectSettings | null}
   */
  #pending = null;

  /**
   * @param {import('./camera-source.js').CameraSource} source
   * @param {Opening} opening
   */
  constructor(source, { circumstances, constraints }) {
    this.#source = source;
    this.#configuration = new TrackConfiguration(circumstances);
    this.#conditions = new Conditions(clock);
    this.constraints = constraints;
    this.#output = new TrackOutput(this.#gate);
    this.#held = new HeldFrames(clock, MASK_WITHIN_MS, (frame, mask) =>
      this.#write(frame, { blurred: false, mask }),
    );
    const { settings } = this.#configuration;
    this.#gate.setMask(settings.backgroundSegmentationMask);
    if (settings.backgroundBlur) this.#gate.move('hidden');
  }

  /** The page's object. */
  get track() {
    return this.#output.track;
  }

  get source() {
    return this.#source;
  }

  get configuration() {
    return this.#configuration;
  }

  /** @returns {Opening} for a clone of this track */
  get opening() {
    return { circumstances: this.#configuration.circumstances, constraints: this.constraints };
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

  /** When the next result is overdue; never, if none is waited for. */
  get late_ms() {
    return this.#gate.late_ms;
  }

  get deliveredCount() {
    return this.#output.deliveredCount;
  }

  /** @returns {import('../session/effect-session.js').Needs} what this track wants from the server */
  get needs() {
    const { flows } = this;
    return { blur: flows && this.#gate.phase !== 'raw', mask: flows && this.#gate.mask };
  }

  /** False while the page sees black anyway. */
  get flows() {
    return !this.ended && this.track.enabled && !this.#source.muted;
  }

  /**
   * @param {number} timestamp_us of a frame that a consumer of this track got
   * @returns {FrameRecord | undefined}
   */
  record(timestamp_us) {
    return this.#output.record(timestamp_us);
  }

  /**
   * @param {number} timestamp_us
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

  /**
   * Takes over what the app asked for, once frames obey it.
   * @param {import('../../shared/constraints.js').EffectSettings} asked
   * @throws {DOMException} OperationError when no frame obeyed in time; nothing has changed then
   */
  async setAsked(asked) {
    const before = this.#configuration.asked;
    const [composed, masked] = [this.#composedCount, this.#output.maskedCount];
    const blurObeyed = () =>
      !asked.backgroundBlur ||
      this.#gate.phase === 'concealed' ||
      (this.#gate.phase === 'composed' && this.#composedCount > composed);
    const maskObeyed = () =>
      !asked.backgroundSegmentationMask ||
      before.backgroundSegmentationMask ||
      (this.#gate.phase === 'concealed' && (asked.backgroundBlur || this.#configuration.forced)) ||
      this.#output.maskedCount > masked;
    const obeyed = () => !this.flows || (blurObeyed() && maskObeyed());
    this.#pending = asked;
    this.#prepare(asked, before);
    const inTime = await this.#conditions.until(obeyed, APPLY_WITHIN_MS);
    this.#pending = null;
    if (!inTime) {
      if (this.#gate.phase === 'arming') this.#gate.move('gaveUp');
      this.#settle(before);
      throw new DOMException('The effect could not be applied in time', 'OperationError');
    }
    this.#settle(asked);
    this.#configuration.setAsked(asked);
    // The app's own change makes no event; what it uncovers (a server long gone) does.
    const { serverUp } = this.#configuration.circumstances;
    this.#configuration.refresh();
    this.#dropMask();
    if (this.#configuration.circumstances.serverUp !== serverUp) this.#fire();
  }

  /** Waits, but not for ever, until a track that was opened with blur shows a composed frame. */
  async untilComposed() {
    const shown = () => this.ended || this.#composedCount > 0;
    await this.#conditions.until(shown, OPEN_CONCEALED_AFTER_MS);
  }

  /**
   * The person's switch: the picture hides first and is uncovered last.
   * @param {boolean} forced
   */
  setForced(forced) {
    if (this.ended || forced === this.#configuration.forced) return;
    this.#configuration.setForced(forced);
    if (forced) {
      this.#hide();
      clock.setTimeout(() => this.#announce(), 0);
    } else {
      this.#announce();
      // A call in progress may still fail, and what was asked for before it is then in force.
      const wanted = [this.#configuration.asked, this.#pending];
      if (!wanted.some((asked) => asked?.backgroundBlur)) this.#gate.move('released');
    }
    this.#source.update();
  }

  /** @param {boolean} up whether the server is there */
  setServer(up) {
    this.#configuration.setServer(up);
    this.#announce();
  }

  /** `enabled`, `muted` or the phase may have changed. */
  check() {
    this.#gate.checkLate(performance.now());
    this.#conditions.check();
  }

  /** Ends the track; the camera goes off with its last track. */
  end() {
    if (this.ended) return;
    this.#held.clear();
    this.#output.end();
    this.check();
    this.#source.remove(this);
  }

  /**
   * Switches on what a call asks for, and nothing off: the call may still fail.
   * @param {import('../../shared/constraints.js').EffectSettings} asked
   * @param {import('../../shared/constraints.js').EffectSettings} before
   */
  #prepare(asked, before) {
    this.#gate.setMask(asked.backgroundSegmentationMask || before.backgroundSegmentationMask);
    if (asked.backgroundBlur && this.flows) this.#gate.move('asked');
    else if (asked.backgroundBlur) this.#hide();
    this.#source.update();
  }

  /**
   * Ends what is not asked for; what is, hides from here on, even if no frame has shown it yet.
   * @param {import('../../shared/constraints.js').EffectSettings} asked
   */
  #settle(asked) {
    this.#gate.setMask(asked.backgroundSegmentationMask);
    if (!asked.backgroundSegmentationMask) this.#held.release();
    if (asked.backgroundBlur) {
      if (this.#gate.shows === 'raw') this.#hide();
    } else if (!this.#configuration.forced) {
      this.#gate.move('released');
    }
    this.#source.update();
  }

  #hide() {
    this.#gate.move('hidden');
    this.#held.clear();
    this.check();
  }

  /**
   * @param {VideoFrame} frame consumed
   * @param {FrameRecord} record
   */
  #write(frame, record) {
    if (this.#output.write(frame, record)) this.check();
  }

  #announce() {
    if (this.ended || !this.#configuration.refresh()) return;
    if (!this.#pending) this.#dropMask();
    this.#fire();
  }

  /** Ends the mask if the configuration has lost it with the server. */
  #dropMask() {
    if (!this.#gate.mask || this.#configuration.settings.backgroundSegmentationMask) return;
    this.#gate.setMask(false);
    this.#held.release();
    this.#source.update();
  }

  #fire() {
    this.track.dispatchEvent(new Event('configurationchange'));
  }
}
