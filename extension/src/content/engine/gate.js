/**
 * Decides what each frame of one track may show. The only place that does; pure, so that it runs
 * and is tested anywhere. Time and frames come in as numbers, verdicts go out.
 */

import { COMPOSED_WITHIN_MS, GOOD_FRAMES_TO_RECOVER } from '../../shared/protocol.js';
import { nextPhase, SHOWS } from './effect-state.js';

/** @typedef {import('./effect-state.js').PhaseEvent} PhaseEvent */
/** @typedef {{timestamp_us: number, arrived_ms: number}} Expected */

/**
 * raw: deliver the camera's frame · hold: copy it, it may wait for its mask · conceal: deliver it
 * hidden as a whole · wait: deliver nothing, its composed frame is on the way
 * @typedef {'raw' | 'hold' | 'conceal' | 'wait'} Verdict
 */

export class Gate {
  /** @type {import('./effect-state.js').Phase} */
  #phase = 'raw';
  #mask = false;
  /** Frames whose results are still to come, oldest first. @type {Expected[]} */
  #expected = [];
  #good = 0;
  #goodNeeded = 1;
  #last_us = Number.NEGATIVE_INFINITY;

  get phase() {
    return this.#phase;
  }

  /** Whether frames should carry their mask. */
  get mask() {
    return this.#mask;
  }

  /** What frames show now. */
  get shows() {
    return SHOWS[this.#phase];
  }

  /** @param {boolean} on */
  setMask(on) {
    this.#mask = on;
  }

  /** @param {PhaseEvent} event */
  move(event) {
    const next = nextPhase(this.#phase, event);
    if (next === this.#phase) return;
    if (next === 'arming' || next === 'concealed') {
      this.#good = 0;
      this.#goodNeeded = event === 'late' ? GOOD_FRAMES_TO_RECOVER : 1;
    }
    if (next === 'raw' || next === 'arming') this.#expected = [];
    this.#phase = next;
  }

  /**
   * A camera frame has come.
   * @param {number} timestamp_us
   * @param {number} now_ms
   * @returns {Verdict}
   */
  cameraFrame(timestamp_us, now_ms) {
    this.checkLate(now_ms);
    if (this.#phase !== 'raw') this.#expected.push({ timestamp_us, arrived_ms: now_ms });
    switch (SHOWS[this.#phase]) {
      case 'composed':
        return 'wait';
      case 'concealed':
        return 'conceal';
      default:
        return this.#mask ? 'hold' : 'raw';
    }
  }

  /**
   * Conceals from now on if a result is overdue.
   * @param {number} now_ms
   */
  checkLate(now_ms) {
    const overdue = this.#expected.findLastIndex(
      (frame) => now_ms - frame.arrived_ms > COMPOSED_WITHIN_MS,
    );
    if (overdue < 0) return;
    this.#expected.splice(0, overdue + 1);
    this.#good = 0;
    if (this.#phase === 'composed') this.move('late');
  }

  /**
   * The composed frame of a camera frame is here.
   * @param {number} timestamp_us
   * @param {number} now_ms
   * @returns {boolean} whether it may be delivered
   */
  composedFrame(timestamp_us, now_ms) {
    this.checkLate(now_ms);
    const index = this.#expected.findIndex((frame) => frame.timestamp_us === timestamp_us);
    if (index < 0) return false;
    this.#expected.splice(0, index + 1);
    if (this.#phase !== 'composed') {
      this.#good += 1;
      if (this.#good >= this.#goodNeeded) this.move('ready');
    }
    return this.#phase === 'composed' && timestamp_us > this.#last_us;
  }

  /**
   * When the oldest result that is waited for is overdue; never while nothing depends on it.
   * @returns {number} milliseconds
   */
  get late_ms() {
    const [oldest] = this.#expected;
    if (this.#phase !== 'composed' || !oldest) return Number.POSITIVE_INFINITY;
    return oldest.arrived_ms + COMPOSED_WITHIN_MS;
  }

  /**
   * @param {number} timestamp_us
   * @returns {boolean} whether this camera frame is to be delivered concealed, and was not yet
   */
  mayConceal(timestamp_us) {
    return SHOWS[this.#phase] === 'concealed' && timestamp_us > this.#last_us;
  }

  /**
   * Tells that a frame was delivered; nothing older may follow.
   * @param {number} timestamp_us
   */
  delivered(timestamp_us) {
    this.#last_us = Math.max(this.#last_us, timestamp_us);
  }
}
