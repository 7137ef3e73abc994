/**
 * One camera track: reads every frame, gives each of the page's tracks what its gate allows, and
 * shares one session with the server among them. Owns the camera; it goes off with the last track.
 */

import { clock } from '../clock.js';
import { Concealer } from '../frames/concealed-picture.js';
import { copyFrame } from '../frames/copied-frame.js';
import { FrameReader } from '../frames/frame-reader.js';
import { EffectSession } from '../session/effect-session.js';
import { PageTrack } from './page-track.js';

/** How often the person's popup hears about this camera. */
const STATUS_EVERY_MS = 1000;
/** How old a concealed picture may be: alive to the eye, at a fraction of one for each frame's cost. */
const CONCEALED_EVERY_US = 100_000;
/** The same while none is shown and one may be needed at any moment. */
const READY_EVERY_US = 500_000;

/** @typedef {import('../../shared/messages.js').CameraStatus} CameraStatus */

/**
 * @typedef {object} SourceEvents
 * @property {(offer: string) => Promise<string>} exchange signalling
 * @property {(up: boolean) => void} onServer
 * @property {() => void} onStatus the camera's status may have changed
 * @property {(source: CameraSource) => void} onEnd the camera is off
 */

export class CameraSource {
  #camera;
  #events;
  #session;
  #concealer;
  /** The last camera frame's. @type {{timestamp_us: number, width: number, height: number} | null} */
  #last = null;
  /** @type {unknown} */
  #lateTimer;
  #frames;
  /** @type {Set<PageTrack>} */
  #tracks = new Set();
  #copyable = true;
  #frameRate = 0;
  #counted_ms = 0;
  #countedFrames = 0;

  /**
   * @param {MediaStreamTrack} camera the native track; ours from here on
   * @param {SourceEvents} events
   */
  constructor(camera, events) {
    this.#camera = camera;
    this.#events = events;
    this.#concealer = new Concealer(() => this.#concealLast());
    this.#session = new EffectSession({
      exchange: events.exchange,
      onServer: events.onServer,
      onComposed: (timestamp_us, frame, mask) => this.#onComposed(timestamp_us, frame, mask),
      onMask: (timestamp_us, mask) => {
        for (const track of this.#tracks) track.picture.showMask(timestamp_us, mask);
      },
    });
    this.#frames = new FrameReader(camera);
    for (const type of ['mute', 'unmute']) {
      camera.addEventListener(type, () => this.#onMuteChange(type));
    }
    camera.addEventListener('ended', () => this.#endAll());
  }

  /** The native track, for what it alone knows. */
  get camera() {
    return this.#camera;
  }

  get tracks() {
    return [...this.#tracks];
  }

  /** @param {(track: PageTrack) => void} visit every track, those that come meanwhile too */
  each(visit) {
    for (const track of this.#tracks) visit(track);
  }

  /** Whether the server is known to be there, at first hand. */
  get connected() {
    return this.#session.connected;
  }

  get muted() {
    return this.#camera.muted;
  }

  /** @returns {CameraStatus} */
  get status() {
    const { tracks } = this;
    const flowing = tracks.filter((track) => track.flows);
    // The least hidden track counts.
    const shown = ['raw', 'arming', 'concealed', 'composed'];
    const [effect = 'raw'] = (flowing.length > 0 ? flowing : tracks)
      .map((track) => track.picture.phase)
      .sort((a, b) => shown.indexOf(a) - shown.indexOf(b));
    return {
      effect,
      mask: tracks.some((track) => track.needs.mask),
      paused: flowing.length === 0,
      frame_rate: this.#frameRate,
      latency_ms: effect === 'composed' ? this.#session.latency_ms : 0,
    };
  }

  /**
   * @param {import('./page-track.js').Opening} opening
   * @returns {PageTrack} a new track of this camera
   */
  open(opening) {
    const track = new PageTrack(this, opening);
    this.#tracks.add(track);
    if (this.#tracks.size === 1) void this.#read();
    this.update();
    return track;
  }

  /** @param {PageTrack} track that ended */
  remove(track) {
    this.#tracks.delete(track);
    if (this.#tracks.size > 0) {
      this.update();
      return;
    }
    clock.clearTimeout(this.#lateTimer);
    void this.#frames.end();
    // Not when that has come to its end: the page may open the camera anew in this very moment.
    this.#camera.stop();
    this.#session.close();
    this.#events.onEnd(this);
  }

  /** The page goes away, perhaps to come back. */
  suspend() {
    this.#session.suspend();
  }

  /** Tells the session what the tracks need now, and the popup what they show. */
  update() {
    this.#tellNeeds();
    this.#events.onStatus();
  }

  #tellNeeds() {
    const needs = this.tracks.map((track) => track.needs);
    this.#session.setNeeds({
      blur: needs.some(({ blur }) => blur),
      mask: needs.some(({ mask }) => mask),
    });
  }

  async #read() {
    await this.#frames.read((frame) => this.#onCamera(frame));
    this.#endAll();
  }

  /** @param {VideoFrame} frame consumed before this returns: the camera has few buffers */
  #onCamera(frame) {
    const now_ms = performance.now();
    const timestamp_us = frame.timestamp;
    // Per frame, because the page switches `enabled`, or stops a track with another realm's method,
    // without telling anybody.
    for (const track of this.tracks) if (track.track.readyState === 'ended') track.end();
    this.#tellNeeds();
    this.#session.camera(frame, now_ms);
    this.#last = { timestamp_us, width: frame.displayWidth, height: frame.displayHeight };
    /** @type {Promise<VideoFrame> | null} */
    let copy = null;
    for (const track of this.#tracks) {
      switch (track.picture.judge(timestamp_us, now_ms)) {
        case 'hold':
          if (this.#copyable) {
            copy ??= this.#copy(frame);
            track.picture.hold(
              timestamp_us,
              copy.then((one) => one.clone()),
              now_ms,
            );
            break;
          }
          track.picture.showRaw(frame.clone());
          break;
        case 'raw':
          track.picture.showRaw(frame.clone());
          break;
        case 'conceal':
        case 'wait':
          break;
      }
    }
    const shown = this.tracks.map((track) => track.picture.shows);
    if (shown.includes('concealed')) this.#concealer.see(frame, CONCEALED_EVERY_US);
    else if (shown.includes('composed')) this.#concealer.see(frame, READY_EVERY_US);
    this.#concealLast();
    this.#watchLate(now_ms);
    // The copies are clones of one frame, which itself goes once all of them are made.
    copy?.then(
      (one) => one.close(),
      () => {
        this.#copyable = false;
      },
    );
    frame.close();
    this.#count(now_ms);
  }

  /** Gives the last camera frame, concealed, to every track that is to have it and has not. */
  #concealLast() {
    if (!this.#last) return;
    const { timestamp_us, width, height } = this.#last;
    const tracks = this.tracks.filter((track) => track.picture.mayConceal(timestamp_us));
    if (tracks.length === 0) return;
    const concealed = this.#concealer.conceal(timestamp_us, width, height);
    for (const track of tracks) if (concealed) track.picture.showConcealed(concealed.clone());
    concealed?.close();
  }

  /**
   * A result that is overdue conceals at that very moment, not with the next frame.
   * @param {number} now_ms
   */
  #watchLate(now_ms) {
    clock.clearTimeout(this.#lateTimer);
    const late_ms = Math.min(...this.tracks.map((track) => track.picture.late_ms));
    if (!Number.isFinite(late_ms)) return;
    this.#lateTimer = clock.setTimeout(
      () => {
        for (const track of this.tracks) track.check();
        this.#concealLast();
      },
      late_ms - now_ms + 1,
    );
  }

  /** @param {VideoFrame} frame */
  async #copy(frame) {
    const own = frame.clone();
    try {
      return await copyFrame(own);
    } finally {
      own.close();
    }
  }

  /**
   * @param {number} timestamp_us
   * @param {VideoFrame} frame consumed
   * @param {ImageBitmap | null} mask
   */
  #onComposed(timestamp_us, frame, mask) {
    for (const track of this.#tracks) {
      if (track.picture.phase === 'raw') continue;
      track.picture.showComposed(timestamp_us, frame.clone(), mask);
    }
    frame.close();
  }

  /** @param {string} type */
  #onMuteChange(type) {
    this.update();
    for (const track of this.#tracks) {
      track.check();
      track.track.dispatchEvent(new Event(type));
    }
  }

  #endAll() {
    for (const track of this.tracks) track.end();
  }

  /** @param {number} now_ms */
  #count(now_ms) {
    const most = Math.max(0, ...this.tracks.map((track) => track.picture.deliveredCount));
    if (now_ms - this.#counted_ms < STATUS_EVERY_MS) return;
    const seconds = (now_ms - this.#counted_ms) / 1000;
    this.#frameRate = Math.max(0, (most - this.#countedFrames) / seconds);
    this.#counted_ms = now_ms;
    this.#countedFrames = most;
    this.#events.onStatus();
  }
}
