/**
 * What one track tells of its effects: capabilities and settings, and what they follow from. Pure.
 * What changes from outside is told by `refresh` alone, so that settings and their event can change
 * together.
 */

import { capabilitiesOf, judgeEffects, settingsOf } from './effect-settings.js';

/** @typedef {import('../../shared/constraints.js').EffectName} EffectName */
/** @typedef {import('./effect-settings.js').Circumstances} Circumstances */

export class TrackConfiguration {
  #asked;
  /** What is true, whether the page has been told or not. */
  #now;
  /** What the page has been told. */
  #told;

  /**
   * @param {Circumstances} circumstances in which the track is opened
   * @param {readonly EffectName[]} [native] effects that the browser makes for this camera; it tells of
   *   them itself
   */
  constructor({ asked, forced, serverUp }, native = []) {
    this.native = native;
    this.#asked = { ...asked };
    this.#now = { forced, serverUp };
    this.#told = { forced, serverUp };
  }

  /** @returns {TrackConfiguration} for a clone of the track */
  clone() {
    const clone = new TrackConfiguration(this.#circumstances, this.native);
    clone.setForced(this.#now.forced);
    clone.setServer(this.#now.serverUp);
    return clone;
  }

  get asked() {
    return { ...this.#asked };
  }

  /** Whether the person has switched blur on, or the page still believes so. */
  get forced() {
    return this.#now.forced || this.#told.forced;
  }

  /** Effects that the browser tells of itself: those that it makes, but for blur while it is forced. */
  get toldNatively() {
    return this.native.filter((name) => name !== 'backgroundBlur' || !this.#told.forced);
  }

  /** Whether frames have to be hidden. */
  get hides() {
    return this.forced || this.#asked.backgroundBlur;
  }

  /** Whether anything is true that the page has not been told. */
  get isBehind() {
    const { forced, serverUp } = this.#now;
    return forced !== this.#told.forced || serverUp !== this.#told.serverUp;
  }

  get settings() {
    return this.#ours(settingsOf(this.#circumstances));
  }

  get capabilities() {
    return this.#ours(capabilitiesOf(this.#circumstances));
  }

  /**
   * By what the page has been told: it is answered in those terms.
   * @param {import('./select-settings.js').Constraints} constraints
   * @param {import('./camera-limits.js').CameraLimits} limits
   * @returns {ReturnType<typeof judgeEffects>}
   */
  judge(constraints, limits) {
    const judged = judgeEffects(constraints, this.#circumstances, limits);
    if ('failedConstraint' in judged) return judged;
    const asked = { ...judged.asked };
    for (const name of this.native) asked[name] = false;
    return { ...judged, asked };
  }

  /** @param {import('../../shared/constraints.js').EffectSettings} asked by the app, and obeyed by now */
  setAsked(asked) {
    this.#asked = { ...asked };
    this.#dropMask();
  }

  /**
   * @param {boolean} forced by the person
   * @returns {boolean} whether that has changed
   */
  setForced(forced) {
    if (forced === this.#now.forced) return false;
    this.#now.forced = forced;
    return true;
  }

  /** @param {boolean} up */
  setServer(up) {
    this.#now.serverUp = up;
  }

  /**
   * Tells the page what is true now. A server lost while blur is on changes the picture, but
   * nothing that the page can read; lost with the mask alone, the mask is off.
   * @returns {boolean} whether anything that the page can read has changed
   */
  refresh() {
    const before = this.#described();
    const { forced, serverUp } = this.#now;
    this.#told.forced = forced;
    if (serverUp || !settingsOf(this.#circumstances).backgroundBlur) this.#told.serverUp = serverUp;
    this.#dropMask();
    return this.#described() !== before;
  }

  /** @returns {Circumstances} */
  get #circumstances() {
    return { asked: this.#asked, ...this.#told };
  }

  /**
   * @template T
   * @param {Record<EffectName, T>} all
   * @returns {Partial<Record<EffectName, T>>}
   */
  #ours(all) {
    const ours = { ...all };
    for (const name of this.toldNatively) Reflect.deleteProperty(ours, name);
    return ours;
  }

  /** A server that is lost takes the mask away, and does not bring it back. */
  #dropMask() {
    if (!this.#told.serverUp) this.#asked.backgroundSegmentationMask = false;
  }

  #described() {
    return JSON.stringify([this.capabilities, this.settings]);
  }
}
