/**
 * One camera track: its engine reads the frames, and this is the engine's host. Owns the camera; it
 * goes off with the last track.
 */

import { clock } from '../clock.js';
import { listenUnseen } from '../own-task.js';
import { CameraTimes } from './camera-times.js';
import { PageTrack } from './page-track.js';
import { ServerConnections } from './server-connections.js';
import { ServerLoad } from './server-load.js';

/** When the engine has not read to the end of the frames by then, the camera goes off anyway. */
const STOP_WITHIN_MS = 250;
/** How often the person's popup hears about this camera. */
const STATUS_EVERY_MS = 1000;

/** @typedef {import('../../shared/messages.js').CameraStatus} CameraStatus */
/** @typedef {import('../../shared/messages.js').Reason} Reason */
/** @typedef {import('../engine/engine-messages.js').Events} Events */

/**
 * @typedef {object} SourceEvents
 * @property {(offer: string) => Promise<string>} exchange signalling
 * @property {(up: boolean) => void} onServer
 * @property {(id: string) => void} onWanted the server has not got this background
 * @property {(id: string, reason: Reason) => void} onBroken the server cannot show it, or no further
 * @property {() => void} onNews there is something that the page is to be told
 * @property {() => void} onStatus the camera's status may have changed
 * @property {(source: CameraSource) => void} onEnd the camera is off
 */

export class CameraSource {
  #camera;
  #events;
  #engine;
  #connections;
  /** What a video element tells of the frames. */
  times = new CameraTimes();
  /** By number, in the order of opening. @type {Map<number, PageTrack>} */
  #tracks = new Map();
  #lastTrack = 0;
  #latency_ms = 0;
  #load = new ServerLoad();
  #frameRate = 0;
  #counted_ms = 0;
  #countedFrames = 0;
  /** Switches the camera off. @type {() => void} */
  #switchOff = () => {};

  /**
   * @param {MediaStreamTrack} camera the native track; ours from here on
   * @param {import('../engine/engines.js').StartEngine} startEngine
   * @param {SourceEvents} events
   */
  constructor(camera, startEngine, events) {
    this.#camera = camera;
    this.#events = events;
    /** Resolves when the camera is off. */
    this.off = new Promise((/** @type {(off: void) => void} */ resolve) => {
      this.#switchOff = () => {
        camera.stop();
        resolve();
      };
    });
    this.#connections = new ServerConnections(
      () => this.#engine,
      events.exchange,
      (message) => this.#hear(message),
    );
    this.#engine = startEngine(this.#engineEvents());
    for (const type of ['mute', 'unmute']) {
      listenUnseen(camera, type, () => this.#onMuteChange(type));
    }
    listenUnseen(camera, 'configurationchange', () => this.each((one) => one.changedNatively()));
    listenUnseen(camera, 'ended', () => this.#endAll());
  }

  /** The native track, for what it alone knows. */
  get camera() {
    return this.#camera;
  }

  get tracks() {
    return [...this.#tracks.values()];
  }

  /** @param {(track: PageTrack) => void} visit every track, those that come meanwhile too */
  each(visit) {
    for (const track of this.#tracks.values()) visit(track);
  }

  /** Whether the server is known to be there, at first hand. */
  get connected() {
    return this.#connections.connected;
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
      .map((track) => track.output.phase)
      .sort((a, b) => shown.indexOf(a) - shown.indexOf(b));
    return {
      effect,
      mask: flowing.some((track) => track.output.mask),
      paused: flowing.length === 0,
      frame_rate: this.#frameRate,
      latency_ms: effect === 'composed' ? this.#latency_ms : 0,
      load: this.#load.reports(performance.now()),
      blurred_natively: this.#camera.getSettings().backgroundBlur === true,
    };
  }

  /**
   * @param {import('./page-track.js').Opening} opening
   * @returns {PageTrack} a new track of this camera
   */
  open(opening) {
    this.#lastTrack += 1;
    const id = this.#lastTrack;
    const track = new PageTrack({ source: this, engine: this.#engine, id }, opening);
    this.#tracks.set(id, track);
    if (id === 1) void this.#read();
    this.update();
    return track;
  }

  /** @param {PageTrack} track that ended */
  remove(track) {
    this.#tracks.delete(track.id);
    if (this.#tracks.size > 0) {
      this.update();
      return;
    }
    this.#engine.send(['close']);
    // Later than its last frame, which Chromium may else leave behind.
    clock.setTimeout(this.#switchOff, STOP_WITHIN_MS);
    this.#events.onEnd(this);
  }

  /** The page is to be told what a track's configuration has not told. */
  bringNews() {
    this.#events.onNews();
  }

  /** @param {import('../../shared/effect-choice.js').Wish} choice what hides the background */
  choose(choice) {
    this.#engine.send(['choose', choice]);
  }

  /** The page goes away, perhaps to come back. */
  suspend() {
    // At once: what the engine does about it may come too late.
    this.#connections.leaveAll();
    this.#engine.send(['suspend']);
  }

  /** Tells the engine what the tracks need now, and the popup what they show. */
  update() {
    for (const track of this.tracks) track.tellFlows();
    this.#engine.send(['update']);
    this.#events.onStatus();
  }

  /**
   * Hands the frames over right after one: Chromium leaves one that comes while their stream is on its
   * way to another thread to the garbage collector.
   */
  async #read() {
    const track = /** @type {MediaStreamVideoTrack} */ (this.#camera);
    const { readable } = new MediaStreamTrackProcessor({ track });
    const reader = readable.getReader();
    const { value: first } = await reader.read();
    if (!first) return;
    if (this.#tracks.size === 0) {
      first.close();
      return;
    }
    reader.releaseLock();
    this.#engine.send(['camera', readable, first], [readable, first]);
  }

  /** @returns {Events} */
  #engineEvents() {
    const connections = this.#connections;
    return {
      camera: (latency_ms) => this.#onCamera(latency_ms),
      times: (first_us, zero_ms) => this.times.tell(first_us, zero_ms - performance.timeOrigin),
      ended: () => {
        this.#switchOff();
        this.#endAll();
      },
      changed: (track, state) => this.#tracks.get(track)?.changed(state),
      delivered: (track, timestamp_us, record, composed) =>
        this.#tracks.get(track)?.delivered(timestamp_us, record, composed),
      server: (up) => this.#events.onServer(up),
      connect: (id) => connections.connect(id),
      opened: (id) => connections.opened(id),
      control: (id, message) => connections.control(id, message),
      leave: (id) => connections.leave(id),
      release: (id) => connections.release(id),
      closed: () => {},
      failed: () => {
        connections.closeAll();
        for (const track of this.tracks) track.fail();
      },
    };
  }

  /**
   * @param {import('../../shared/protocol.js').Message} message from the server
   * @returns {boolean} whether it is for nobody else
   */
  #hear(message) {
    if (message.type === 'backgroundWanted') this.#events.onWanted(message.id);
    else if (message.type === 'backgroundBroken') {
      this.#events.onBroken(message.id, { code: message.reason, parts: message.parts });
    } else return this.#load.hear(message, performance.now());
    return true;
  }

  /** @param {number} latency_ms */
  #onCamera(latency_ms) {
    this.#latency_ms = latency_ms;
    // Again and again, because the page switches `enabled`, or stops a track with another realm's
    // method, without telling anybody.
    for (const track of this.tracks) {
      if (track.track.readyState === 'ended') track.end();
      else track.tellFlows();
    }
    this.#count(performance.now());
  }

  /** @param {string} type */
  #onMuteChange(type) {
    this.update();
    for (const track of this.tracks) {
      track.check();
      track.track.dispatchEvent(new Event(type));
    }
  }

  #endAll() {
    for (const track of this.tracks) track.end();
  }

  /** @param {number} now_ms */
  #count(now_ms) {
    const most = Math.max(0, ...this.tracks.map((track) => track.output.deliveredCount));
    if (now_ms - this.#counted_ms < STATUS_EVERY_MS) return;
    const seconds = (now_ms - this.#counted_ms) / 1000;
    this.#frameRate = Math.max(0, (most - this.#countedFrames) / seconds);
    this.#counted_ms = now_ms;
    this.#countedFrames = most;
    this.#events.onStatus();
  }
}
