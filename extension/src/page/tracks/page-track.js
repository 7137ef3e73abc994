/** One track that the page holds: what it shows, what it tells, and the promises it keeps. */

import { APPLY_WITHIN_MS, MASK_WITHIN_MS, OPEN_CONCEALED_AFTER_MS } from '../../shared/protocol.js';
import { TrackConfiguration } from '../constraints/track-configuration.js';
import { Conditions } from './conditions.js';
import { FrameRecords } from './frame-records.js';
import { Gate } from './gate.js';
import { HeldFrames } from './held-frames.js';

/** @typedef {import('./frame-records.js').FrameRecord} FrameRecord */

/**
 * @typedef {object} Opening
 * @property {import('../constraints/effect-settings.js').Circumstances} circumstances
 * @property {Record<string, unknown> | null} constraints for getConstraints(); null: the camera's
 */

export class PageTrack {
  #natives;
  #source;
  #configuration;
  #generator;
  #writer;
  #gate = new Gate();
  #held;
  #records = new FrameRecords();
  #conditions;
  #composedCount = 0;
  #maskCount = 0;
  #deliveredCount = 0;
  /** Settles applyConstraints calls in the order they were made. @type {Promise<unknown>} */
  #queue = Promise.resolve();
  #ended = false;
  /**
   * What the call in progress asks for; the configuration has it only once frames obey.
   * @type {import('../constraints/constraints.js').EffectSettings | null}
   */
  #pending = null;

  /**
   * @param {import('../natives.js').Natives} natives
   * @param {import('./camera-source.js').CameraSource} source
   * @param {Opening} opening
   */
  constructor(natives, source, { circumstances, constraints }) {
    this.#natives = natives;
    this.#source = source;
    this.#configuration = new TrackConfiguration(circumstances);
    this.#conditions = new Conditions(natives);
    this.constraints = constraints;
    this.#generator = new natives.MediaStreamTrackGenerator({ kind: 'video' });
    this.#writer = natives.generatorWritable(this.#generator).getWriter();
    /** The page's object: a clone of a generator is a plain MediaStreamTrack. */
    this.track = natives.cloneTrack(this.#generator);
    // A generator mutes itself until its first frame; the page's track mirrors the camera instead.
    for (const type of ['mute', 'unmute']) {
      natives.addEventListener(this.track, type, (event) => {
        if (event.isTrusted) event.stopImmediatePropagation();
      });
    }
    this.#held = new HeldFrames(natives, MASK_WITHIN_MS, (frame, mask) =>
      this.#write(frame, { blurred: false, mask }),
    );
    const { settings } = this.#configuration;
    this.#gate.setMask(settings.backgroundSegmentationMask);
    if (settings.backgroundBlur) this.#gate.move('hidden');
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
    return this.#ended;
  }

  get phase() {
    return this.#gate.phase;
  }

  get deliveredCount() {
    return this.#deliveredCount;
  }

  /** @returns {import('../session/effect-session.js').Needs} what this track wants from the server */
  get needs() {
    const flows = !this.#ended && this.#flows;
    return { blur: flows && this.#gate.phase !== 'raw', mask: flows && this.#gate.mask };
  }

  /** False while the page sees black anyway. */
  get #flows() {
    return this.#natives.trackEnabled(this.track) && !this.#source.muted;
  }

  /**
   * @param {number} timestamp_us of a frame that a consumer of this track got
   * @returns {FrameRecord | undefined}
   */
  record(timestamp_us) {
    return this.#records.find(timestamp_us);
  }

  /**
   * Runs `apply` after every earlier call of this track has settled.
   * @template T
   * @param {() => Promise<T>} apply
   * @returns {Promise<T>}
   */
  inOrder(apply) {
    const result = this.#queue.then(apply);
    this.#queue = result.catch(() => {}); // the caller gets the error; the next call still runs
    return result;
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
    if (this.#gate.composedFrame(timestamp_us, this.#natives.now())) {
      this.#composedCount += 1;
      this.#write(frame, { blurred: true, mask: this.#gate.mask ? mask : null });
    } else {
      this.#natives.closeFrame(frame);
    }
    if (this.#gate.shows !== 'raw') this.#held.clear();
  }

  /**
   * @param {number} timestamp_us
   * @param {ImageBitmap} mask
   */
  showMask(timestamp_us, mask) {
    this.#held.mask(timestamp_us, mask, this.#natives.now());
  }

  /**
   * Takes over what the app asked for, once frames obey it.
   * @param {import('../constraints/constraints.js').EffectSettings} asked
   * @throws {DOMException} OperationError when no frame obeyed in time; nothing has changed then
   */
  async setAsked(asked) {
    const before = this.#configuration.asked;
    const [composed, masked] = [this.#composedCount, this.#maskCount];
    const blurObeyed = () =>
      !asked.backgroundBlur ||
      this.#gate.phase === 'concealed' ||
      (this.#gate.phase === 'composed' && this.#composedCount > composed);
    const maskObeyed = () =>
      !asked.backgroundSegmentationMask ||
      before.backgroundSegmentationMask ||
      this.#gate.phase === 'concealed' ||
      this.#maskCount > masked;
    const obeyed = () => this.#ended || !this.#flows || (blurObeyed() && maskObeyed());
    this.#pending = asked;
    this.#switchGate(asked);
    const inTime = await this.#conditions.until(obeyed, APPLY_WITHIN_MS);
    this.#pending = null;
    if (!inTime) {
      if (this.#gate.phase === 'arming') this.#gate.move('gaveUp');
      this.#switchGate(before);
      throw new DOMException('The effect could not be applied in time', 'OperationError');
    }
    this.#configuration.setAsked(asked);
    // The app's own change makes no event; what it uncovers (a server long gone) does.
    const { serverUp } = this.#configuration.circumstances;
    this.#configuration.refresh();
    this.#dropMask();
    if (this.#configuration.circumstances.serverUp !== serverUp) this.#fire();
  }

  /** Waits, but not for ever, until a track that was opened with blur shows a composed frame. */
  async untilComposed() {
    const shown = () => this.#ended || this.#composedCount > 0;
    await this.#conditions.until(shown, OPEN_CONCEALED_AFTER_MS);
  }

  /**
   * The person's switch: the picture hides first and is uncovered last.
   * @param {boolean} forced
   */
  setForced(forced) {
    if (this.#ended || forced === this.#configuration.forced) return;
    this.#configuration.setForced(forced);
    if (forced) {
      this.#hide();
      this.#natives.setTimeout(() => this.#announce(), 0);
    } else {
      this.#announce();
      const wanted = this.#pending ?? this.#configuration.asked;
      if (!wanted.backgroundBlur) this.#gate.move('released');
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
    this.#gate.checkLate(this.#natives.now());
    this.#conditions.check();
  }

  /** Ends the track; the camera goes off with its last track. */
  end() {
    if (this.#ended) return;
    this.#ended = true;
    this.#held.clear();
    this.#records.clear();
    this.#writer.close().catch(() => {}); // already closed when the page stopped its track
    this.#natives.stopTrack(this.#generator);
    this.check();
    this.#source.remove(this);
  }

  /** @param {import('../constraints/constraints.js').EffectSettings} asked */
  #switchGate(asked) {
    this.#gate.setMask(asked.backgroundSegmentationMask);
    if (!asked.backgroundSegmentationMask) this.#held.release();
    if (asked.backgroundBlur && this.#flows) this.#gate.move('asked');
    else if (asked.backgroundBlur) this.#hide();
    else if (!this.#configuration.forced) this.#gate.move('released');
    this.#source.update();
  }

  #hide() {
    this.#gate.move('hidden');
    this.#held.clear();
    this.check();
  }

  /**
   * The only way to the page.
   * @param {VideoFrame} frame consumed
   * @param {FrameRecord} record
   */
  #write(frame, record) {
    if (this.#ended || (!record.blurred && this.#gate.shows !== 'raw')) {
      this.#natives.closeFrame(frame);
      return;
    }
    const timestamp_us = this.#natives.frameTimestamp(frame);
    this.#gate.delivered(timestamp_us);
    this.#records.add(timestamp_us, record);
    if (record.mask) this.#maskCount += 1;
    this.#deliveredCount += 1;
    // Refused only when the track has just ended.
    this.#writer.write(frame).catch(() => {});
    this.check();
  }

  #announce() {
    if (this.#ended || !this.#configuration.refresh()) return;
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
    this.#natives.dispatchEvent(this.track, new this.#natives.Event('configurationchange'));
  }
}
