/** One track that the page holds: what it shows, what it tells, and the promises it keeps. */

import { APPLY_WITHIN_MS, OPEN_CONCEALED_AFTER_MS } from '../../shared/protocol.js';
import { clock } from '../clock.js';
import { TrackConfiguration } from '../constraints/track-configuration.js';
import { CallQueue } from './call-queue.js';
import { Conditions } from './conditions.js';
import { TrackPicture } from './track-picture.js';

/**
 * @typedef {object} Opening
 * @property {import('../constraints/effect-settings.js').Circumstances} circumstances
 * @property {Record<string, unknown> | null} constraints for getConstraints(); null: the camera's
 */

export class PageTrack {
  #source;
  #configuration;
  #conditions = new Conditions(clock);
  #picture = new TrackPicture(() => this.check());
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
    this.constraints = constraints;
    const { settings } = this.#configuration;
    this.#picture.setMask(settings.backgroundSegmentationMask);
    if (settings.backgroundBlur) this.#picture.move('hidden');
  }

  /** The page's object. */
  get track() {
    return this.#picture.track;
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
    return this.#picture.ended;
  }

  /** What its frames show. */
  get picture() {
    return this.#picture;
  }

  /** @returns {import('../session/effect-session.js').Needs} what this track wants from the server */
  get needs() {
    const { flows } = this;
    return { blur: flows && this.#picture.phase !== 'raw', mask: flows && this.#picture.mask };
  }

  /** False while the page sees black anyway. */
  get flows() {
    return !this.ended && this.track.enabled && !this.#source.muted;
  }

  /**
   * Takes over what the app asked for, once frames obey it.
   * @param {import('../../shared/constraints.js').EffectSettings} asked
   * @throws {DOMException} OperationError when no frame obeyed in time; nothing has changed then
   */
  async setAsked(asked) {
    const before = this.#configuration.asked;
    const picture = this.#picture;
    const { composedCount, maskedCount } = picture;
    const blurObeyed = () =>
      !asked.backgroundBlur ||
      picture.phase === 'concealed' ||
      (picture.phase === 'composed' && picture.composedCount > composedCount);
    const maskObeyed = () =>
      !asked.backgroundSegmentationMask ||
      before.backgroundSegmentationMask ||
      (picture.phase === 'concealed' && (asked.backgroundBlur || this.#configuration.forced)) ||
      picture.maskedCount > maskedCount;
    const obeyed = () => !this.flows || (blurObeyed() && maskObeyed());
    this.#pending = asked;
    this.#prepare(asked, before);
    const inTime = await this.#conditions.until(obeyed, APPLY_WITHIN_MS);
    this.#pending = null;
    if (!inTime) {
      if (picture.phase === 'arming') picture.move('gaveUp');
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
    const shown = () => this.ended || this.#picture.composedCount > 0;
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
      if (!wanted.some((asked) => asked?.backgroundBlur)) this.#picture.move('released');
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
    this.#picture.checkLate(performance.now());
    this.#conditions.check();
  }

  /** Ends the track; the camera goes off with its last track. */
  end() {
    if (this.ended) return;
    this.#picture.end();
    this.check();
    this.#source.remove(this);
  }

  /**
   * Switches on what a call asks for, and nothing off: the call may still fail.
   * @param {import('../../shared/constraints.js').EffectSettings} asked
   * @param {import('../../shared/constraints.js').EffectSettings} before
   */
  #prepare(asked, before) {
    this.#picture.setMask(asked.backgroundSegmentationMask || before.backgroundSegmentationMask);
    if (asked.backgroundBlur && this.flows) this.#picture.move('asked');
    else if (asked.backgroundBlur) this.#hide();
    this.#source.update();
  }

  /**
   * Ends what is not asked for; what is, hides from here on, even if no frame has shown it yet.
   * @param {import('../../shared/constraints.js').EffectSettings} asked
   */
  #settle(asked) {
    this.#picture.setMask(asked.backgroundSegmentationMask);
    if (asked.backgroundBlur) {
      if (this.#picture.shows === 'raw') this.#hide();
    } else if (!this.#configuration.forced) {
      this.#picture.move('released');
    }
    this.#source.update();
  }

  #hide() {
    this.#picture.move('hidden');
    this.check();
  }

  #announce() {
    if (this.ended || !this.#configuration.refresh()) return;
    if (!this.#pending) this.#dropMask();
    this.#fire();
  }

  /** Ends the mask if the configuration has lost it with the server. */
  #dropMask() {
    if (!this.#picture.mask || this.#configuration.settings.backgroundSegmentationMask) return;
    this.#picture.setMask(false);
    this.#source.update();
  }

  #fire() {
    this.track.dispatchEvent(new Event('configurationchange'));
  }
}
