/**
 * The page's end of a track: the one object that the page holds, what is true of its frames, and the
 * engine's obedience.
 */

import { FrameRecords } from '../../shared/frame-records.js';
import { SHOWS } from '../engine/effect-state.js';

/** @typedef {import('../engine/engine-messages.js').Command} Command */
/** @typedef {import('../engine/engine-messages.js').TrackState} TrackState */
/** @typedef {import('../../shared/frame-records.js').FrameRecord} FrameRecord */
/** @typedef {import('../../shared/worlds.js').ShownFrame} ShownFrame */

/** @type {FrameRecord} */
const RAW = Object.freeze({ blurred: false, mask: null });

export class TrackOutput {
  #engine;
  #id;
  #generator;
  #records = new FrameRecords();
  #ended = false;
  /** @type {TrackState} */
  #state;
  #commands = 0;
  /** The command after which frames may be raw. */
  #lastRelease = 0;
  #hidings = 0;
  #mask;
  #flows = true;
  #counts = { composed: 0, hidden: 0, masked: 0 };
  #delivered = 0;

  /**
   * @param {import('../engine/engine-messages.js').Engine} engine
   * @param {number} id the track's number
   * @param {{hidden: boolean, mask: boolean}} opening
   */
  constructor(engine, id, { hidden, mask }) {
    this.#engine = engine;
    this.#id = id;
    this.#mask = mask;
    this.#state = { phase: hidden ? 'concealed' : 'raw', commands: 0 };
    this.#generator = new MediaStreamTrackGenerator({ kind: 'video' });
    /** The page's object: a clone of a generator is a plain MediaStreamTrack. */
    this.track = this.#generator.clone();
    // A generator mutes itself until its first frame; the page's track mirrors the camera instead.
    for (const type of ['mute', 'unmute']) {
      this.track.addEventListener(type, (event) => {
        if (event.isTrusted) event.stopImmediatePropagation();
      });
    }
    const { writable } = this.#generator;
    engine.send(['add', id, writable, hidden, mask], [writable]);
  }

  get ended() {
    return this.#ended;
  }

  get phase() {
    return this.#state.phase;
  }

  /** Whether frames should carry their mask. */
  get mask() {
    return this.#mask;
  }

  /** Whether the engine obeys all that was asked of it. */
  get obeys() {
    return this.#state.commands === this.#commands;
  }

  /** Whether every frame that is on its way now is known to be hidden. */
  get hides() {
    const { phase, commands } = this.#state;
    return SHOWS[phase] !== 'raw' && commands >= this.#lastRelease;
  }

  /** How often it was told to hide. */
  get hidings() {
    return this.#hidings;
  }

  /** Frames delivered so far. */
  get deliveredCount() {
    return this.#delivered;
  }

  /** Of these, composed ones, all hidden ones, and ones with a mask. */
  get counts() {
    return { ...this.#counts };
  }

  /** @param {import('../engine/effect-state.js').PhaseEvent} event */
  move(event) {
    if (event === 'asked' || event === 'hidden') this.#hidings += 1;
    this.#command(['move', this.#id, event]);
    if (event === 'released') this.#lastRelease = this.#commands;
  }

  /** Makes the engine tell what frames show, by all that it was told so far. */
  ask() {
    this.#command(['tell', this.#id]);
  }

  /** @param {boolean} on whether frames should carry their mask */
  setMask(on) {
    this.#mask = on;
    this.#command(['setMask', this.#id, on]);
  }

  /** @param {boolean} on false while the page sees black anyway */
  setFlows(on) {
    if (on === this.#flows) return;
    this.#flows = on;
    this.#command(['setFlows', this.#id, on]);
  }

  /** @param {TrackState} state the engine's */
  changed(state) {
    this.#state = state;
  }

  /**
   * @param {number} timestamp_us
   * @param {FrameRecord} record
   * @param {boolean} composed
   */
  delivered(timestamp_us, record, composed) {
    if (this.#ended) return;
    this.#records.add(timestamp_us, record);
    this.#delivered += 1;
    if (composed) this.#counts.composed += 1;
    if (record.blurred) this.#counts.hidden += 1;
    if (record.mask) this.#counts.masked += 1;
  }

  /**
   * @param {number} timestamp_us of a frame that a consumer of this track got
   * @returns {FrameRecord | undefined}
   */
  record(timestamp_us) {
    const record = this.#records.find(timestamp_us);
    if (record || this.#ended || timestamp_us < this.#records.newest_us) return record;
    // The frame has come faster than its record: what holds for every frame holds for it.
    return { blurred: this.hides, mask: null };
  }

  /** @param {MessagePort} port which is told of each frame, the last ones before all others */
  share(port) {
    if (this.#ended) port.close();
    else this.#engine.send(['share', this.#id, port], [port]);
  }

  /**
   * @param {import('./camera-times.js').CameraTimes} times the camera's
   * @param {number} told_us Chromium's time of a frame that a video element shows
   * @param {number | null} captured_ms Chromium's, if it tells it
   * @returns {ShownFrame | undefined} undefined as long as no frame of the camera is known
   */
  shown(times, told_us, captured_ms) {
    const shown = times.shown(told_us, captured_ms, this.#records);
    if (!shown) return undefined;
    const { raw, timestamp_us, media_us, captured_ms: ours_ms } = shown;
    // Of the camera's own frames the records come late, and say nothing else.
    const record = raw || timestamp_us === null ? RAW : this.record(timestamp_us);
    return { media_us, captured_ms: ours_ms, record };
  }

  end() {
    this.#ended = true;
    this.#records.clear();
    this.#engine.send(['remove', this.#id]);
    this.#generator.stop();
  }

  /** @param {Command} command */
  #command(command) {
    // Before the engine can answer.
    this.#commands += 1;
    this.#engine.send(command);
  }
}
