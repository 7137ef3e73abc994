/**
 * What one track tells of its effects: capabilities and settings, and what they follow from. Pure.
 * Nothing that the page reads changes before `refresh`, so that settings and their event can change
 * together.
 */

import { capabilitiesOf, judgeEffects, settingsOf } from './effect-settings.js';

/** @typedef {import('./effect-settings.js').Circumstances} Circumstances */

export class TrackConfiguration {
  #asked;
  #forced;
  #serverIsUp;
  #serverUp;
  #told;

  /** @param {Circumstances} circumstances in which the track is opened */
  constructor({ asked, forced, serverUp }) {
    this.#asked = { ...asked };
    this.#forced = forced;
    this.#serverIsUp = serverUp;
    this.#serverUp = serverUp;
    this.#told = this.#describe();
  }

  /** @returns {Circumstances} for a clone of the track */
  get circumstances() {
    return { asked: this.#asked, forced: this.#forced, serverUp: this.#serverUp };
  }

  get asked() {
    return { ...this.#asked };
  }

  get forced() {
    return this.#forced;
  }

  get settings() {
    return { ...this.#told.settings };
  }

  get capabilities() {
    const { backgroundBlur, backgroundSegmentationMask } = this.#told.capabilities;
    return {
      backgroundBlur: [...backgroundBlur],
      backgroundSegmentationMask: [...backgroundSegmentationMask],
    };
  }

  /**
   * @param {import('./select-settings.js').Constraints} constraints
   * @param {import('./camera-limits.js').CameraLimits} limits
   * @returns {ReturnType<typeof judgeEffects>}
   */
  judge(constraints, limits) {
    return judgeEffects(constraints, this.circumstances, limits);
  }

  /** @param {import('../../shared/constraints.js').EffectSettings} asked by the app, and obeyed by now */
  setAsked(asked) {
    this.#asked = { ...asked };
  }

  /** @param {boolean} forced by the person */
  setForced(forced) {
    this.#forced = forced;
  }

  /** @param {boolean} up */
  setServer(up) {
    this.#serverIsUp = up;
  }

  /**
   * Tells the page what is true now. A server lost while blur is on changes the picture, but
   * nothing that the page can read; lost with the mask alone, the mask is off.
   * @returns {boolean} whether anything that the page can read has changed
   */
  refresh() {
    if (this.#serverIsUp || !settingsOf(this.circumstances).backgroundBlur) {
      this.#serverUp = this.#serverIsUp;
    }
    if (!this.#serverUp) this.#asked.backgroundSegmentationMask = false;
    const before = JSON.stringify(this.#told);
    this.#told = this.#describe();
    return JSON.stringify(this.#told) !== before;
  }

  #describe() {
    const { circumstances } = this;
    return { capabilities: capabilitiesOf(circumstances), settings: settingsOf(circumstances) };
  }
}
