/**
 * Finds out which camera frame a result or a returned frame belongs to, and joins the three parts
 * (result, mask, composed frame) that arrive apart. Pure: numbers and opaque parts in, joined
 * frames out.
 *
 * Chromium rounds capture times to whole milliseconds on the way up, so an uplink timestamp fits
 * its frame only nearly; between server and page every tick is exact.
 */

import { VIDEO_CLOCK_RATE } from '../../shared/protocol.js';
import { solveAnchor, tickDifference, toUint32 } from './anchor.js';

const TICKS_PER_US = VIDEO_CLOCK_RATE / 1e6;
/** 4 ms: more than the rounding of two timestamps, far less than a frame at 60 fps. */
const UPLINK_TOLERANCE_TICKS = 360;
/** Frames remembered: half a second at 60 fps, twice the time after which a result is too late. */
const MAX_SENT = 30;
const MAX_SEEN = 4;
/** How long a frame can be on its way to the server. */
const IN_FLIGHT_MS = 500;
/** This many results in a row that fit no frame are no accident. */
const MAX_STRANGERS = 5;
/** Parts of one frame wait for each other; more than this many unfinished ones are given up. */
const MAX_PARTIAL = 8;

/**
 * @template F
 * @typedef {object} Match one frame whose expected parts are all here
 * @property {number} timestamp_us of the camera's frame
 * @property {number} sent_ms when the camera's frame was sent
 * @property {import('../../shared/wire.js').FrameResult} result
 * @property {F | null} frame the composed frame, if the result promises one
 */

/**
 * @template F what stands for a returned video frame
 */
export class FrameMatcher {
  /** @type {{timestamp_us: number, ticks: number, sent_ms: number}[]} */
  #sent = [];
  /** @type {number[]} */
  #uplinkSeen = [];
  /** @type {number[]} */
  #downlinkSent = [];
  /** @type {number[]} */
  #downlinkSeen = [];
  /** @type {number | null} */
  #uplinkOffset = null;
  /** @type {number | null} */
  #downlinkOffset = null;
  #strangers = 0;
  /** @type {Map<number, {result?: import('../../shared/wire.js').FrameResult, frame?: F}>} */
  #partial = new Map();
  #discard;

  /** @param {(frame: F) => void} discard releases a returned frame that nobody will get */
  constructor(discard) {
    this.#discard = discard;
  }

  get uplinkAnchored() {
    return this.#uplinkOffset !== null;
  }

  get downlinkAnchored() {
    return this.#downlinkOffset !== null;
  }

  /** Whether results keep coming that belong to no frame sent: the anchor is wrong. */
  get estranged() {
    return this.#strangers >= MAX_STRANGERS;
  }

  /**
   * Both anchors are to be confirmed anew. A sender keeps its offset as long as it lives, so what is
   * known stays known, and frames still on their way cannot pass for the new epoch's. Only an anchor
   * that has proved wrong is forgotten; frames that may still be on their way help to find another.
   * @param {number} now_ms
   */
  startEpoch(now_ms) {
    this.#sent = this.#sent.filter((frame) => now_ms - frame.sent_ms < IN_FLIGHT_MS);
    if (this.estranged) {
      this.#uplinkOffset = null;
      this.#downlinkOffset = null;
    }
    this.#strangers = 0;
    this.#uplinkSeen = [];
    this.#downlinkSent = [];
    this.#downlinkSeen = [];
    this.#dropPartial(0);
  }

  /**
   * A camera frame was handed to the uplink.
   * @param {number} timestamp_us
   * @param {number} now_ms
   */
  sent(timestamp_us, now_ms) {
    const ticks = Math.round(timestamp_us * TICKS_PER_US);
    this.#sent.push({ timestamp_us, ticks, sent_ms: now_ms });
    if (this.#sent.length > MAX_SENT) this.#sent.shift();
  }

  /**
   * The server says that a frame arrived.
   * @param {number} pts_90khz
   * @returns {boolean} whether the uplink is anchored now
   */
  uplinkSeen(pts_90khz) {
    if (this.#uplinkOffset !== null) return true;
    this.#uplinkSeen.push(pts_90khz);
    if (this.#uplinkSeen.length > MAX_SEEN) this.#uplinkSeen.shift();
    const sent = this.#sent.map((frame) => frame.ticks);
    this.#uplinkOffset = solveAnchor(sent, this.#uplinkSeen, UPLINK_TOLERANCE_TICKS);
    return this.#uplinkOffset !== null;
  }

  /**
   * The server says that it sent a lone frame.
   * @param {number} pts_90khz
   * @returns {boolean} whether the downlink is anchored now
   */
  downlinkSent(pts_90khz) {
    if (this.#downlinkOffset !== null) return true;
    this.#downlinkSent.push(pts_90khz);
    if (this.#downlinkSent.length > MAX_SEEN) this.#downlinkSent.shift();
    return this.#solveDownlink();
  }

  /**
   * The binary result of a frame.
   * @param {import('../../shared/wire.js').FrameResult} result
   * @returns {Match<F> | null} the frame, if nothing of it is missing any more
   */
  result(result) {
    this.#part(result.pts_90khz).result = result;
    return this.#join(result.pts_90khz);
  }

  /**
   * A frame came back.
   * @param {number} rtpTimestamp as Chromium reports it
   * @param {F} frame kept or discarded by the matcher from here on
   * @returns {Match<F> | null}
   */
  returned(rtpTimestamp, frame) {
    if (this.#downlinkOffset === null) {
      this.#downlinkSeen.push(rtpTimestamp);
      if (this.#downlinkSeen.length > MAX_SEEN) this.#downlinkSeen.shift();
      if (!this.#solveDownlink()) {
        this.#discard(frame);
        return null;
      }
    }
    const pts_90khz = toUint32(rtpTimestamp - /** @type {number} */ (this.#downlinkOffset));
    const part = this.#part(pts_90khz);
    if (part.frame !== undefined) this.#discard(part.frame);
    part.frame = frame;
    return this.#join(pts_90khz);
  }

  /** Forgets everything; every returned frame that still waits is released. */
  clear() {
    this.#uplinkOffset = null;
    this.#downlinkOffset = null;
    this.startEpoch(Number.POSITIVE_INFINITY);
  }

  #solveDownlink() {
    this.#downlinkOffset = solveAnchor(this.#downlinkSent, this.#downlinkSeen, 0);
    return this.#downlinkOffset !== null;
  }

  /** @param {number} pts_90khz */
  #part(pts_90khz) {
    let part = this.#partial.get(pts_90khz);
    if (!part) {
      part = {};
      this.#partial.set(pts_90khz, part);
      this.#dropPartial(MAX_PARTIAL);
    }
    return part;
  }

  /** @param {number} keep how many of the newest unfinished frames stay */
  #dropPartial(keep) {
    for (const [pts_90khz, part] of this.#partial) {
      if (this.#partial.size <= keep) return;
      this.#partial.delete(pts_90khz);
      // A returned frame without a result, again and again, means that the downlink's anchor is off.
      if (part.frame !== undefined && keep > 0) this.#strangers += 1;
      if (part.frame !== undefined) this.#discard(part.frame);
    }
  }

  /**
   * @param {number} pts_90khz
   * @returns {Match<F> | null}
   */
  #join(pts_90khz) {
    const part = this.#partial.get(pts_90khz);
    if (!part?.result) return null;
    if (part.result.composed && part.frame === undefined) return null;
    this.#partial.delete(pts_90khz);
    const camera = this.#cameraFrame(pts_90khz);
    this.#strangers = camera ? 0 : this.#strangers + 1;
    const frame = part.frame ?? null;
    if (camera && (part.result.composed || frame === null)) {
      return { ...camera, result: part.result, frame };
    }
    // A returned frame that its result does not vouch for is nobody's.
    if (frame !== null) this.#discard(frame);
    return null;
  }

  /** @param {number} pts_90khz */
  #cameraFrame(pts_90khz) {
    if (this.#uplinkOffset === null) return null;
    const ticks = pts_90khz - this.#uplinkOffset;
    let best = null;
    let bestError = UPLINK_TOLERANCE_TICKS + 1;
    for (const frame of this.#sent) {
      const error = Math.abs(tickDifference(frame.ticks, ticks));
      if (error < bestError) {
        bestError = error;
        best = frame;
      }
    }
    if (!best) return null;
    // The two clocks drift by microseconds a second: each match moves the anchor along.
    this.#uplinkOffset = toUint32(pts_90khz - best.ticks);
    return { timestamp_us: best.timestamp_us, sent_ms: best.sent_ms };
  }
}
