/**
 * One session with the server for one camera: sends its frames, brings back what belongs to them.
 * Owns the frames' half of the connection; reconnects while an effect is on.
 */

import { configuredBy, FIRST_CHOICE } from '../../shared/effect-choice.js';
import { IDLE_CLOSE_MS } from '../../shared/protocol.js';
import { decodeFrameResult } from '../../shared/wire.js';
import { clock } from '../clock.js';
import { lookOf } from '../frames/copied-frame.js';
import { nextConnection } from './connection-state.js';
import { Delivery } from './delivery.js';
import { FrameMatcher } from './frame-matcher.js';
import { LoneFrames } from './lone-frames.js';
import { Retry } from './retry.js';
import { Silence } from './silence.js';

/** More frames than that would only wait at the server, where the newest wins. */
const MAX_IN_FLIGHT = 4;

/** @typedef {import('./frame-peer.js').FramePeer} FramePeer */
/** @typedef {{blur: boolean, mask: boolean}} Needs */

/**
 * @typedef {object} SessionEvents
 * @property {(events: import('./frame-peer.js').PeerEvents) => FramePeer} peer makes one, which is
 *   still to be connected
 * @property {(up: boolean) => void} onServer the server was reached, or lost
 * @property {(timestamp_us: number, frame: VideoFrame, mask: ImageBitmap | null) => void} onComposed
 *   the composed frame of a camera frame; the receiver closes it
 * @property {(timestamp_us: number, mask: ImageBitmap) => void} onMask the mask of a camera frame
 */

export class EffectSession {
  #events;
  #delivery;
  #matcher;
  /** @type {import('./connection-state.js').Connection} */
  #state = 'closed';
  /** @type {Needs} */
  #needs = { blur: false, mask: false };
  /** What hides the background. @type {import('../../shared/effect-choice.js').Wish} */
  #choice = FIRST_CHOICE;
  /** @type {FramePeer | null} */
  #peer = null;
  #epoch = 0;
  #revision = 0;
  /** The first camera frame's of this epoch. @type {import('../frames/copied-frame.js').Instead | null} */
  #look = null;
  #loneFrames = new LoneFrames();
  #silence = new Silence();
  #retry = new Retry();
  #latency_ms = 0;
  /** @type {unknown} */
  #idleTimer;

  /**
   * @param {SessionEvents} events
   */
  constructor(events) {
    this.#events = events;
    this.#delivery = new Delivery(events);
    this.#matcher = new FrameMatcher((/** @type {VideoFrame} */ frame) => frame.close());
  }

  /** From a camera frame's arrival to its result, last frame, in milliseconds. */
  get latency_ms() {
    return this.#latency_ms;
  }

  get connected() {
    return this.#state !== 'closed' && this.#state !== 'connecting';
  }

  /** @param {Needs} needs what any of the camera's tracks wants now */
  setNeeds(needs) {
    const { blur, mask } = this.#needs;
    if (needs.blur === blur && needs.mask === mask) return;
    this.#needs = { ...needs };
    const wanted = needs.blur || needs.mask;
    switch (this.#state) {
      case 'closed':
        if (wanted && !this.#retry.waits) this.#connect();
        break;
      case 'idle':
        if (wanted) this.#resume();
        break;
      case 'anchoring':
      case 'flowing':
        if (!wanted) this.#stop();
        this.#configure();
        break;
    }
  }

  /** @param {import('../../shared/effect-choice.js').Wish} choice the person's */
  setChoice(choice) {
    if (JSON.stringify(choice) === JSON.stringify(this.#choice)) return;
    this.#choice = choice;
    // Frames that are on their way are hidden, too: as the person wanted it before.
    if (this.#state === 'anchoring' || this.#state === 'flowing') this.#configure();
  }

  /**
   * Sends a camera frame if the connection is ready for it.
   * @param {VideoFrame} frame stays the caller's
   * @param {number} now_ms
   */
  camera(frame, now_ms) {
    if (this.#state !== 'anchoring' && this.#state !== 'flowing') return;
    if (this.#silence.lasts(now_ms)) {
      this.#lost();
      return;
    }
    const { displayWidth, displayHeight } = frame;
    if (displayWidth !== this.#look?.displayWidth || displayHeight !== this.#look.displayHeight) {
      if (this.#look) this.#start();
      this.#look = lookOf(frame);
    }
    if (this.#state === 'anchoring' && !this.#loneFrames.due(now_ms)) return;
    if (this.#state === 'flowing' && this.#matcher.inFlight(now_ms) >= MAX_IN_FLIGHT) return;
    this.#matcher.sent(frame.timestamp, now_ms);
    this.#peer?.sendFrame(frame);
  }

  /** The page goes away: the server need not wait to find out. Frames bring the session back. */
  suspend() {
    if (this.#state === 'closed') return;
    this.#release()?.close();
    this.#lost();
  }

  /** Ends the session for good. */
  close() {
    this.#needs = { blur: false, mask: false };
    clock.clearTimeout(this.#idleTimer);
    this.#retry.cancel();
    this.#release()?.close();
    this.#move('close');
  }

  /** @param {import('./connection-state.js').ConnectionEvent} event */
  #move(event) {
    this.#state = nextConnection(this.#state, event);
  }

  #connect() {
    this.#move('connect');
    this.#peer = this.#events.peer({
      onOpen: () => {
        this.#move('opened');
        this.#events.onServer(true);
        if (this.#needs.blur || this.#needs.mask) this.#resume();
        else this.#rest();
      },
      // Whatever failed, the remedy is the same: release, and try again while it is needed.
      onLost: () => this.#lost(),
      onControl: (message) => this.#control(message),
      onResult: (data) => this.#result(data),
      onFrame: (rtpTimestamp, frame) => this.#returned(rtpTimestamp, frame),
    });
    this.#peer.connect();
  }

  /** Lets frames flow; the anchors of this connection hold over a pause. */
  #resume() {
    clock.clearTimeout(this.#idleTimer);
    if (!this.#matcher.uplinkAnchored) {
      this.#start();
      return;
    }
    this.#move('resume');
    this.#silence.begin(performance.now());
    this.#configure();
  }

  /** Begins an epoch: both anchors are fixed anew. */
  #start() {
    this.#move('start');
    this.#epoch = (this.#epoch + 1) % 65536;
    this.#look = null;
    this.#loneFrames.begin();
    this.#silence.begin(performance.now());
    this.#matcher.startEpoch(performance.now());
    this.#configure();
  }

  /** Connected, and no longer needed: the server hears that nothing is to come. */
  #rest() {
    this.#configure();
    this.#closeWhenIdle();
  }

  #stop() {
    this.#move('stop');
    this.#closeWhenIdle();
  }

  #closeWhenIdle() {
    clock.clearTimeout(this.#idleTimer);
    this.#idleTimer = clock.setTimeout(() => this.close(), IDLE_CLOSE_MS);
  }

  #configure() {
    this.#revision += 1;
    const { blur, mask } = this.#needs;
    this.#peer?.send({
      type: 'configure',
      revision: this.#revision,
      epoch: this.#epoch,
      blur,
      mask,
      ...configuredBy(this.#choice),
    });
  }

  #lost() {
    if (this.#state === 'closed') return;
    this.#release()?.close();
    this.#move('lost');
    this.#events.onServer(false);
    this.#retry.failed(() => {
      if (this.#needs.blur || this.#needs.mask) this.#connect();
    });
  }

  /** @returns {FramePeer | null} the connection, which is still to be ended */
  #release() {
    const peer = this.#peer;
    this.#peer = null;
    this.#matcher.clear();
    return peer;
  }

  /** @param {import('../../shared/protocol.js').Message} message */
  #control(message) {
    const epoch = this.#epoch;
    if (!('epoch' in message) || message.epoch !== epoch) return;
    if (message.type === 'uplinkFrame' && this.#state === 'anchoring') {
      this.#silence.heard(performance.now(), false);
      if (!this.#matcher.uplinkSeen(message.pts_90khz)) return;
      this.#move('anchored');
      this.#peer?.send({ type: 'uplinkAnchored', epoch });
    } else if (message.type === 'downlinkFrame') {
      if (!this.#matcher.downlinkSent(message.pts_90khz)) return;
      this.#peer?.send({ type: 'downlinkAnchored', epoch });
    }
  }

  /** @param {ArrayBuffer} data */
  #result(data) {
    const result = decodeFrameResult(data);
    if (!result || result.epoch !== this.#epoch) return;
    this.#silence.heard(performance.now(), result.composed);
    this.#delivery.prepare(result);
    void this.#deliver(this.#matcher.result(result));
    // Returned frames may still be on their way, so a new anchor is safe on a new connection only.
    if (this.#matcher.estranged && this.#state === 'flowing') this.#lost();
  }

  /**
   * @param {number} rtpTimestamp
   * @param {VideoFrame} frame
   */
  #returned(rtpTimestamp, frame) {
    const wasAnchored = this.#matcher.downlinkAnchored;
    const match = this.#matcher.returned(rtpTimestamp, frame);
    if (!wasAnchored && this.#matcher.downlinkAnchored) {
      this.#peer?.send({ type: 'downlinkAnchored', epoch: this.#epoch });
    }
    void this.#deliver(match);
  }

  /** @param {import('./frame-matcher.js').Match<VideoFrame> | null} match */
  async #deliver(match) {
    if (!match) return;
    this.#retry.worked();
    if (match.frame) this.#silence.came();
    await this.#delivery.deliver(match, this.#look);
    this.#latency_ms = performance.now() - match.sent_ms;
  }
}
