/** One track that the page holds: what it tells, and the promises it keeps. */

import { APPLY_WITHIN_MS, OPEN_CONCEALED_AFTER_MS } from '../../shared/protocol.js';
import { clock, LAST_FRAME_WITHIN_MS } from '../clock.js';
import { SHOWS } from '../engine/effect-state.js';
import { CallQueue } from './call-queue.js';
import { Conditions } from './conditions.js';
import { FrameCounters } from './frame-counters.js';
import { framesObey } from './frames-obey.js';
import { TrackNews } from './news.js';
import { TrackOutput } from './track-output.js';

/** @typedef {import('../../shared/constraints.js').EffectSettings} EffectSettings */

/**
 * Where a track belongs.
 * @typedef {object} Place
 * @property {import('./camera-source.js').CameraSource} source
 * @property {import('../engine/engine-messages.js').Engine} engine of the source
 * @property {number} id the track's number there
 */

/**
 * @typedef {object} Opening
 * @property {import('../constraints/track-configuration.js').TrackConfiguration} configuration
 * @property {Record<string, unknown>} constraints for getConstraints()
 */

export class PageTrack {
  #source;
  #configuration;
  #conditions = new Conditions(clock);
  #output;
  /** Settings tell of what frames show already. */
  #news = new TrackNews(
    clock,
    () => this.ended || (!this.#source.muted && this.#output.obeys),
    () => this.#tell(),
  );
  /** Of applyConstraints. */
  calls = new CallQueue();
  /**
   * What the call in progress asks for; the configuration has it only once frames obey.
   * @type {EffectSettings | null}
   */
  #pending = null;

  /**
   * @param {Place} place
   * @param {Opening} opening
   */
  constructor({ source, engine, id }, { configuration, constraints }) {
    this.#source = source;
    this.id = id;
    this.#configuration = configuration;
    this.constraints = constraints;
    this.counters = new FrameCounters(source.camera);
    const { hides, settings } = configuration;
    const opening = { hidden: hides, mask: settings.backgroundSegmentationMask === true };
    this.#output = new TrackOutput(engine, id, opening);
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
    return { configuration: this.#configuration.clone(), constraints: this.constraints };
  }

  get ended() {
    return this.#output.ended;
  }

  /** What its frames show. */
  get output() {
    return this.#output;
  }

  /** Whether anybody wants its frames hidden: the person, or the app, heard already or not. */
  get wantsHiding() {
    return this.#configuration.hides || this.#pending?.backgroundBlur === true;
  }

  /** False while the page sees black anyway. */
  get flows() {
    return !this.ended && this.track.enabled && !this.#source.muted;
  }

  /** Tells the engine whether frames flow, if that has changed. */
  tellFlows() {
    this.#output.setFlows(this.flows);
    this.counters.setEnabled(this.track.enabled);
  }

  /** What MediaStreamTrack.stats says of it. */
  readStats() {
    return this.counters.read(this.track.enabled);
  }

  /** @param {import('../engine/engine-messages.js').TrackState} state the engine's */
  changed(state) {
    this.#output.changed(state);
    this.check();
  }

  /**
   * @param {number} timestamp_us of a frame that is on its way to the page
   * @param {import('../../shared/worlds.js').FrameRecord} record
   * @param {boolean} composed
   */
  delivered(timestamp_us, record, composed) {
    this.#output.delivered(timestamp_us, record, composed);
    this.check();
  }

  /**
   * Takes over what the app asked for, once frames obey it.
   * @param {EffectSettings} asked
   * @throws {DOMException} OperationError when no frame obeyed in time; nothing has changed then
   */
  async setAsked(asked) {
    const before = this.#configuration.asked;
    this.#pending = asked;
    try {
      this.#prepare(asked, before);
      await this.#obeyed(asked, before);
    } finally {
      this.#pending = null;
    }
    this.#configuration.setAsked(asked);
    this.#dropMask();
    // The app's own change makes no event; what it uncovers (a server long gone) does.
    if (this.#configuration.isBehind) this.#source.bringNews();
  }

  /** Waits, but not for ever, until a track that was opened with blur shows a composed frame. */
  async untilComposed() {
    const shown = () => this.ended || this.#output.counts.composed > 0;
    await this.#conditions.until(shown, OPEN_CONCEALED_AFTER_MS);
  }

  /**
   * The person's switch: the picture hides first and is uncovered last.
   * @param {boolean} forced
   */
  setForced(forced) {
    if (this.ended || !this.#configuration.setForced(forced)) return;
    if (forced) this.#output.move('hidden');
    this.#source.update();
  }

  /** @param {boolean} up whether the server is there */
  setServer(up) {
    this.#configuration.setServer(up);
  }

  /** The browser has changed what it does and tells itself. */
  changedNatively() {
    if (this.ended || this.#configuration.forced) return;
    this.track.dispatchEvent(new Event('configurationchange'));
  }

  /** The page may be told what has changed from outside. */
  announce() {
    this.#news.come();
  }

  /** Whether it may and has not been. */
  get untold() {
    return this.#news.untold;
  }

  /** `enabled`, `muted` or the phase may have changed. */
  check() {
    this.#conditions.check();
    this.#news.check();
  }

  /**
   * @param {() => boolean} condition of its frames and its engine
   * @param {number} within_ms
   * @returns {Promise<boolean>} false when the time was up first
   */
  until(condition, within_ms) {
    return this.#conditions.until(condition, within_ms);
  }

  /** Ends the track; the camera goes off with its last track. */
  end() {
    if (this.ended) return;
    this.#output.end();
    this.counters.end();
    this.check();
    this.#source.remove(this);
  }

  /** Ends the track, which nobody feeds any more, as when the camera is lost. */
  fail() {
    this.end();
    if (this.track.readyState === 'ended') return;
    this.track.stop();
    this.track.dispatchEvent(new Event('ended'));
  }

  /**
   * Switches on what a call asks for, and nothing off: the call may still fail.
   * @param {EffectSettings} asked
   * @param {EffectSettings} before
   */
  #prepare(asked, before) {
    const output = this.#output;
    output.setMask(asked.backgroundSegmentationMask || before.backgroundSegmentationMask);
    if (asked.backgroundBlur) output.move(this.flows ? 'asked' : 'hidden');
    this.#source.update();
  }

  /**
   * Waits until frames show what is asked for, and nothing else from here on.
   * @param {EffectSettings} asked
   * @param {EffectSettings} before
   */
  async #obeyed(asked, before) {
    const { hides, counts } = this.#output;
    const obey = framesObey(this, asked, before);
    if (!(await this.#conditions.until(obey, APPLY_WITHIN_MS))) {
      if (this.#output.phase === 'arming') this.#output.move('gaveUp');
      this.#settle(before);
      throw notInTime();
    }
    this.#settle(asked);
    if (!(await this.#untilObeyed())) throw notInTime();
    // A raw frame that was on its way when the engine obeyed is there before the next one.
    if (!asked.backgroundBlur || hides) return;
    const passed = () => this.ended || this.#output.counts.hidden > counts.hidden;
    await this.#conditions.until(passed, LAST_FRAME_WITHIN_MS);
  }

  /**
   * Ends what is not asked for; what is, hides from here on, even if no frame has shown it yet.
   * @param {EffectSettings} asked
   */
  #settle(asked) {
    this.#output.setMask(asked.backgroundSegmentationMask);
    if (asked.backgroundBlur) this.#output.move('hidden');
    else if (!this.#configuration.forced) this.#output.move('released');
    this.#source.update();
  }

  /** @returns {Promise<boolean>} whether the engine has obeyed every command, in time */
  #untilObeyed() {
    return this.#conditions.until(() => this.ended || this.#output.obeys, APPLY_WITHIN_MS);
  }

  #tell() {
    if (this.ended) return;
    const changed = this.#configuration.refresh();
    if (!this.#pending) this.#dropMask();
    if (changed) this.track.dispatchEvent(new Event('configurationchange'));
    this.#release();
  }

  /** Uncovers what only the person had hidden. */
  #release() {
    // A call in progress may still fail, and what was asked for before it is then in force.
    if (this.wantsHiding || SHOWS[this.#output.phase] === 'raw') return;
    this.#output.move('released');
    this.#source.update();
  }

  /** Ends the mask if the configuration has lost it with the server. */
  #dropMask() {
    if (!this.#output.mask || this.#configuration.settings.backgroundSegmentationMask) return;
    this.#output.setMask(false);
    this.#source.update();
  }
}

function notInTime() {
  return new DOMException('The effect could not be applied in time', 'OperationError');
}
