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
/** Frames remembered: two seconds at 60 fps, after which a silent server is taken for lost. */
const MAX_SENT = 120;
const MAX_SEEN = 4;
/** How long a frame can be on its way to the server. */
const IN_FLIGHT_MS = 500;
/** This many results in a row that fit no frame are no accident. */
const MAX_STRANGERS = 5;
/** Results that wait for their frames: a busy machine decodes hundreds of milliseconds later. */
const MAX_RESULTS = 60;
/** Frames that wait for their results, which are smaller and come first; a decoder has few. */
const MAX_FRAMES = 8;

/** @typedef {import('../../shared/wire.js').FrameResult} FrameResult */

/**
 * @template F
 * @typedef {object} Match one frame whose expected parts are all here
 * @property {number} timestamp_us of the camera's frame
 * @property {number} sent_ms when the camera's frame was sent
 * @property {FrameResult} result
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
  /** The newest frame of which something has come back. */
  #answered_us = Number.NEGATIVE_INFINITY;
  /** By pts_90khz, oldest first. @type {Map<number, FrameResult>} */
  #results = new Map();
  /** By pts_90khz, oldest first. @type {Map<number, F>} */
  #frames = new Map();
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
   * known stays known, and frames still on their way cannot pass for the new epoch's.
   * @param {number} now_ms
   */
  startEpoch(now_ms) {
    this.#sent = this.#sent.filter((frame) => now_ms - frame.sent_ms < IN_FLIGHT_MS);
    this.#strangers = 0;
    this.#uplinkSeen = [];
    this.#downlinkSent = [];
    this.#downlinkSeen = [];
    this.#results.clear();
    for (const frame of this.#frames.values()) this.#discard(frame);
    this.#frames.clear();
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
   * How many frames were sent since the last one of which anything came back. Those of long ago do
   * not count: they are lost.
   * @param {number} now_ms
   */
  inFlight(now_ms) {
    return this.#sent.filter(
      ({ timestamp_us, sent_ms }) =>
        timestamp_us > this.#answered_us && now_ms - sent_ms < IN_FLIGHT_MS,
    ).length;
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
   * @param {FrameResult} result
   * @returns {Match<F> | null} the frame, if nothing of it is missing any more
   */
  result(result) {
    const { pts_90khz } = result;
    const frame = this.#frames.get(pts_90khz);
    if (frame !== undefined) {
      this.#frames.delete(pts_90khz);
      return this.#match(result, frame);
    }
    if (!result.composed) return this.#match(result, null);
    this.#results.set(pts_90khz, result);
    if (this.#results.size > MAX_RESULTS) this.#results.delete(first(this.#results));
    return null;
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
    const result = this.#results.get(pts_90khz);
    if (result) {
      this.#results.delete(pts_90khz);
      return this.#match(result, frame);
    }
    const same = this.#frames.get(pts_90khz);
    if (same !== undefined) this.#discard(same);
    this.#frames.set(pts_90khz, frame);
    if (this.#frames.size > MAX_FRAMES) {
      // Again and again, this means that the downlink's anchor is off.
      this.#strangers += 1;
      const oldest = first(this.#frames);
      this.#discard(/** @type {F} */ (this.#frames.get(oldest)));
      this.#frames.delete(oldest);
    }
    return null;
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

  /**
   * @param {FrameResult} result
   * @param {F | null} frame
   * @returns {Match<F> | null}
   */
  #match(result, frame) {
    const camera = this.#cameraFrame(result.pts_90khz);
    this.#strangers = camera ? 0 : this.#strangers + 1;
    if (camera && (result.composed || frame === null)) return { ...camera, result, frame };
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
    this.#answered_us = Math.max(this.#answered_us, best.timestamp_us);
    return { timestamp_us: best.timestamp_us, sent_ms: best.sent_ms };
  }
}

/**
 * @template K
 * @param {Map<K, unknown>} map not empty
 * @returns {K} its oldest key
 */
function first(map) {
  return /** @type {K} */ (map.keys().next().value);
}
