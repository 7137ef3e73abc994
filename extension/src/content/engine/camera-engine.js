/**
 * What must be where a camera's frames are: reads every frame, gives each track what its gate allows,
 * and shares one session with the server among them. Its host has the browser's objects.
 */

import { clock } from '../clock.js';
import { Concealer } from '../frames/concealed-picture.js';
import { copyFrame } from '../frames/copied-frame.js';
import { FrameReader } from '../frames/frame-reader.js';
import { EffectSession } from '../session/effect-session.js';
import { FramePeer } from '../session/frame-peer.js';
import { Arrivals } from './arrivals.js';
import { TrackPicture } from './track-picture.js';

/** How old a concealed picture may be: alive to the eye, at a fraction of one for each frame's cost. */
const CONCEALED_EVERY_US = 100_000;
/** The same while none is shown and one may be needed at any moment. */
const READY_EVERY_US = 500_000;

/** @typedef {import('./engine-messages.js').Commands} Commands */

/** @implements {Commands} */
export class CameraEngine {
  #emit;
  #session;
  #concealer = new Concealer(() => this.#concealLast());
  #arrivals = new Arrivals((first_us, zero_ms) => this.#emit(['times', first_us, zero_ms]));
  /** @type {FrameReader | null} */
  #frames = null;
  /** @type {Promise<void>} */
  #ended = Promise.resolve();
  /** By number. @type {Map<number, TrackPicture>} */
  #tracks = new Map();
  /** Connections whose frames are not released yet, by number. @type {Map<number, FramePeer>} */
  #peers = new Map();
  #lastPeer = 0;
  #closing = false;
  #closed = false;
  /** The last camera frame's. @type {{timestamp_us: number, width: number, height: number} | null} */
  #last = null;
  /** @type {unknown} */
  #lateTimer;
  #copyable = true;

  /** @param {(event: import('./engine-messages.js').EngineEvent) => void} emit to the host */
  constructor(emit) {
    this.#emit = emit;
    this.#session = new EffectSession({
      peer: (events) => this.#peer(events),
      onServer: (up) => emit(['server', up]),
      onComposed: (timestamp_us, frame, mask) => this.#onComposed(timestamp_us, frame, mask),
      onMask: (timestamp_us, mask) => {
        for (const picture of this.#tracks.values()) picture.showMask(timestamp_us, mask);
      },
    });
  }

  /** @type {Commands['camera']} */
  camera(readable, first) {
    this.#onCamera(first);
    this.#frames = new FrameReader(readable);
    this.#ended = this.#frames.read((frame) => this.#onCamera(frame));
    void this.#ended.then(() => this.#emit(['ended']));
  }

  /** @type {Commands['add']} */
  add(track, writable, hidden, mask) {
    const picture = new TrackPicture(
      writable,
      { hidden, mask },
      {
        onChanged: (state) => this.#emit(['changed', track, state]),
        onDelivered: (timestamp_us, record, composed) =>
          this.#emit(['delivered', track, timestamp_us, record, composed]),
      },
    );
    this.#tracks.set(track, picture);
  }

  /** @type {Commands['move']} */
  move(track, event) {
    this.#tracks.get(track)?.move(event);
  }

  /** @type {Commands['setMask']} */
  setMask(track, on) {
    this.#tracks.get(track)?.setMask(on);
  }

  /** @type {Commands['setFlows']} */
  setFlows(track, on) {
    this.#tracks.get(track)?.setFlows(on);
  }

  /** @type {Commands['tell']} */
  tell(track) {
    this.#tracks.get(track)?.tell();
  }

  /** @type {Commands['share']} */
  share(track, port) {
    const picture = this.#tracks.get(track);
    if (picture) picture.share(port);
    else port.close();
  }

  /** @type {Commands['remove']} */
  remove(track) {
    const ended = this.#tracks.get(track)?.end();
    this.#tracks.delete(track);
    // This thread ends with the last track: what it still had would be left to the garbage collector.
    if (ended) this.#ended = Promise.all([this.#ended, ended]).then(() => {});
  }

  /** @type {Commands['choose']} */
  choose(choice) {
    this.#session.setChoice(choice);
  }

  update() {
    const needs = this.#pictures.map((picture) => picture.needs);
    this.#session.setNeeds({
      blur: needs.some(({ blur }) => blur),
      mask: needs.some(({ mask }) => mask),
    });
  }

  /** @type {Commands['connection']} */
  connection(id, uplink, frames) {
    this.#peers.get(id)?.begin(uplink, frames);
  }

  /** @type {Commands['returned']} */
  returned(id, readable) {
    const peer = this.#peers.get(id);
    if (peer) peer.read(readable);
    else void readable.cancel();
  }

  /** @type {Commands['controlOpened']} */
  controlOpened(id) {
    this.#peers.get(id)?.controlOpened();
  }

  /** @type {Commands['control']} */
  control(id, message) {
    this.#peers.get(id)?.control(message);
  }

  /** @type {Commands['lost']} */
  lost(id) {
    this.#peers.get(id)?.lose();
  }

  suspend() {
    this.#session.suspend();
  }

  close() {
    this.#closing = true;
    clock.clearTimeout(this.#lateTimer);
    void this.#frames?.end();
    this.#session.close();
    void this.#ended.then(() => this.#tellClosed());
  }

  get #pictures() {
    return [...this.#tracks.values()];
  }

  /** @param {import('../session/frame-peer.js').PeerEvents} events */
  #peer(events) {
    this.#lastPeer += 1;
    const id = this.#lastPeer;
    const host = {
      connect: () => this.#emit(['connect', id]),
      opened: () => this.#emit(['opened', id]),
      control: (/** @type {import('../../shared/protocol.js').Message} */ message) =>
        this.#emit(['control', id, message]),
      leave: () => this.#emit(['leave', id]),
      release: () => {
        this.#peers.delete(id);
        this.#emit(['release', id]);
        if (this.#closing) void this.#ended.then(() => this.#tellClosed());
      },
    };
    const peer = new FramePeer(host, events);
    this.#peers.set(id, peer);
    return peer;
  }

  /** @param {VideoFrame} frame consumed before this returns: the camera has few buffers */
  #onCamera(frame) {
    const now_ms = performance.now();
    const timestamp_us = frame.timestamp;
    this.#arrivals.frame(timestamp_us, performance.timeOrigin + now_ms);
    this.#emit(['camera', this.#session.latency_ms]);
    this.update();
    this.#session.camera(frame, now_ms);
    this.#last = { timestamp_us, width: frame.displayWidth, height: frame.displayHeight };
    /** @type {Promise<VideoFrame> | null} */
    let copy = null;
    for (const picture of this.#tracks.values()) {
      const verdict = picture.judge(timestamp_us, now_ms);
      if (verdict === 'hold' && this.#copyable) {
        copy ??= this.#copy(frame);
        const own = copy.then((one) => one.clone());
        picture.hold(timestamp_us, own, now_ms);
      } else if (verdict === 'hold' || verdict === 'raw') {
        picture.showRaw(frame.clone());
      }
    }
    const shown = this.#pictures.map((picture) => picture.shows);
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
  }

  /** Gives the last camera frame, concealed, to every track that is to have it and has not. */
  #concealLast() {
    if (!this.#last) return;
    const { timestamp_us, width, height } = this.#last;
    const pictures = this.#pictures.filter((picture) => picture.mayConceal(timestamp_us));
    if (pictures.length === 0) return;
    const concealed = this.#concealer.conceal(timestamp_us, width, height);
    for (const picture of pictures) if (concealed) picture.showConcealed(concealed.clone());
    concealed?.close();
  }

  /**
   * A result that is overdue conceals at that very moment, not with the next frame.
   * @param {number} now_ms
   */
  #watchLate(now_ms) {
    clock.clearTimeout(this.#lateTimer);
    const late_ms = Math.min(...this.#pictures.map((picture) => picture.late_ms));
    if (!Number.isFinite(late_ms)) return;
    this.#lateTimer = clock.setTimeout(
      () => {
        for (const picture of this.#pictures) picture.checkLate(performance.now());
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
    for (const picture of this.#tracks.values()) {
      if (picture.phase === 'raw') continue;
      picture.showComposed(timestamp_us, frame.clone(), mask);
    }
    frame.close();
  }

  #tellClosed() {
    if (this.#closed || this.#peers.size > 0) return;
    this.#closed = true;
    this.#emit(['closed']);
  }
}
