import assert from 'node:assert/strict';
import { test } from 'node:test';

import { toUint32 } from '../../extension/src/content/session/anchor.js';
import { FrameMatcher } from '../../extension/src/content/session/frame-matcher.js';
import { seededRandom } from './fakes.js';

/** @typedef {import('../../extension/src/shared/wire.js').FrameResult} FrameResult */
/** @typedef {import('../../extension/src/content/session/frame-matcher.js').Match<Returned>} Match */

/**
 * A frame that came back, and the camera frame that it was made of.
 * @typedef {{from_us: number}} Returned
 */

const FRAME_US = 33_367;

/**
 * @param {number} pts_90khz
 * @param {boolean} [composed]
 * @returns {FrameResult}
 */
function resultOf(pts_90khz, composed = true) {
  return { epoch: 1, revision: 1, pts_90khz, composed, maskPng: null };
}

/** A matcher with both ways of one connection around it; it counts what happens to each frame. */
class Link {
  /** @type {Map<Returned, string>} */
  fate = new Map();
  matcher = new FrameMatcher((/** @type {Returned} */ frame) => this.#settle(frame, 'discarded'));

  /**
   * @param {number} up_90khz the uplink's offset
   * @param {number} down_90khz the downlink's
   */
  constructor(up_90khz = 4_000_000_000, down_90khz = 3_000_000_000) {
    this.up_90khz = up_90khz;
    this.down_90khz = down_90khz;
  }

  /**
   * @param {number} timestamp_us
   * @returns {number} the RTP timestamp with which Chromium sends it: whole milliseconds
   */
  pts(timestamp_us) {
    return toUint32(Math.round(timestamp_us / 1000) * 90 + this.up_90khz);
  }

  /** @param {number} timestamp_us */
  send(timestamp_us) {
    this.matcher.sent(timestamp_us, timestamp_us / 1000);
  }

  /** @param {number} timestamp_us of the camera frame whose result comes */
  result(timestamp_us, composed = true) {
    return this.#joined(this.matcher.result(resultOf(this.pts(timestamp_us), composed)));
  }

  /** @param {number} timestamp_us of the camera frame whose composed frame comes */
  back(timestamp_us) {
    return this.backAs(this.pts(timestamp_us) + this.down_90khz, timestamp_us);
  }

  /**
   * @param {number} rtp_90khz
   * @param {number} from_us
   */
  backAs(rtp_90khz, from_us) {
    /** @type {Returned} */
    const frame = { from_us };
    this.fate.set(frame, 'waiting');
    return this.#joined(this.matcher.returned(toUint32(rtp_90khz), frame));
  }

  /** @param {number} timestamp_us of a lone frame that is sent, seen and sent back */
  anchor(timestamp_us) {
    this.send(timestamp_us);
    assert.equal(this.matcher.uplinkSeen(this.pts(timestamp_us)), true, 'uplink');
    this.matcher.downlinkSent(this.pts(timestamp_us));
    this.back(timestamp_us);
    assert.equal(this.matcher.downlinkAnchored, true, 'downlink');
  }

  /** @param {string} fate */
  count(fate) {
    return [...this.fate.values()].filter((one) => one === fate).length;
  }

  /** @param {Match | null} match */
  #joined(match) {
    if (match?.frame) this.#settle(match.frame, 'matched');
    return match;
  }

  /**
   * @param {Returned} frame
   * @param {string} fate
   */
  #settle(frame, fate) {
    assert.equal(this.fate.get(frame), 'waiting', 'each frame is given away once');
    this.fate.set(frame, fate);
  }
}

test('one lone frame anchors both ways, whichever news comes first', () => {
  for (const downlinkFirst of [false, true]) {
    const link = new Link();
    link.send(1_000_000);
    assert.equal(link.matcher.uplinkAnchored, false);
    assert.equal(link.matcher.uplinkSeen(link.pts(1_000_000)), true);
    assert.equal(link.matcher.uplinkAnchored, true);
    assert.equal(link.matcher.uplinkSeen(12345), true, 'later ones change nothing');
    if (downlinkFirst) {
      assert.equal(link.back(1_000_000), null);
      assert.equal(link.matcher.downlinkAnchored, false);
      assert.equal(link.matcher.downlinkSent(link.pts(1_000_000)), true);
      assert.equal(link.count('discarded'), 1);
    } else {
      assert.equal(link.matcher.downlinkSent(link.pts(1_000_000)), false);
      assert.equal(link.back(1_000_000), null, 'its result is still to come');
      assert.ok(link.result(1_000_000), 'the lone frame itself is shown');
    }
    assert.equal(link.matcher.downlinkAnchored, true);
    assert.equal(link.matcher.downlinkSent(12345), true);
    link.send(1_033_000);
    link.result(1_033_000);
    assert.equal(link.back(1_033_000)?.timestamp_us, 1_033_000);
  }
});

test('result and frame are joined in either order, with all that was known of the camera frame', () => {
  const link = new Link();
  link.anchor(1_000_000);
  link.matcher.sent(1_033_367, 7777);
  const result = resultOf(link.pts(1_033_367));
  assert.equal(link.matcher.result(result), null);
  const match = link.back(1_033_367);
  assert.equal(match?.timestamp_us, 1_033_367);
  assert.equal(match?.sent_ms, 7777);
  assert.equal(match?.result, result);
  assert.equal(match?.frame?.from_us, 1_033_367);
  link.send(1_066_733);
  assert.equal(link.back(1_066_733), null);
  assert.equal(link.result(1_066_733)?.frame?.from_us, 1_066_733);
});

test('a result that promises no frame is complete by itself', () => {
  const link = new Link();
  link.anchor(1_000_000);
  link.send(1_033_367);
  const match = link.result(1_033_367, false);
  assert.equal(match?.timestamp_us, 1_033_367);
  assert.equal(match?.frame, null);
});

test('the mask alone needs no anchor on the way back', () => {
  const link = new Link();
  link.send(1_000_000);
  link.matcher.uplinkSeen(link.pts(1_000_000));
  assert.equal(link.result(1_000_000, false)?.timestamp_us, 1_000_000);
});

test('a frame that its result does not vouch for is discarded', () => {
  const link = new Link();
  link.anchor(1_000_000);
  link.result(1_000_000);
  link.send(1_033_367);
  link.back(1_033_367);
  assert.equal(link.result(1_033_367, false)?.frame ?? null, null);
  assert.deepEqual([link.count('matched'), link.count('discarded')], [1, 1]);
});

test('a result and a frame of a camera frame that nobody remembers are discarded', () => {
  const link = new Link();
  link.anchor(1_000_000);
  link.result(1_000_000);
  link.back(1_500_000);
  assert.equal(link.result(1_500_000), null);
  assert.equal(link.result(1_600_000, false), null);
  assert.equal(link.count('discarded'), 1);
});

test('without an anchor on the way up nothing is anybody’s', () => {
  const link = new Link(0);
  link.send(1_000_000);
  link.matcher.downlinkSent(link.pts(1_000_000));
  link.back(1_000_000);
  assert.equal(link.result(1_000_000), null);
  assert.equal(link.count('discarded'), 1);
});

test('a frame that comes twice is kept once', () => {
  const link = new Link();
  link.anchor(1_000_000);
  link.back(1_000_000);
  assert.deepEqual([link.count('waiting'), link.count('discarded')], [1, 1]);
});

test('frames before the anchor are released at once', () => {
  const link = new Link();
  for (let n = 0; n < 20; n += 1) link.back(n * FRAME_US);
  assert.deepEqual([link.count('discarded'), link.count('waiting')], [20, 0]);
});

test('what never finds its other half is bounded, and the oldest goes first', () => {
  const link = new Link();
  link.anchor(0);
  link.result(0);
  for (let n = 1; n <= 50; n += 1) {
    link.send(n * FRAME_US);
    link.back(n * FRAME_US);
    assert.ok(link.count('waiting') <= 8);
  }
  assert.equal(link.count('waiting'), 8);
  assert.equal(link.result(42 * FRAME_US), null, 'given up');
  assert.equal(link.result(50 * FRAME_US)?.timestamp_us, 50 * FRAME_US);
});

test('on a busy machine frames come long after their results, many at once', () => {
  const link = new Link();
  link.anchor(0);
  link.result(0);
  for (let n = 1; n <= 40; n += 1) {
    link.send(n * FRAME_US);
    assert.equal(link.result(n * FRAME_US), null);
  }
  for (let n = 1; n <= 40; n += 1) assert.ok(link.back(n * FRAME_US), `frame ${n}`);
  assert.equal(link.matcher.estranged, false);
  assert.equal(link.count('waiting'), 0);
});

test('frames whose results never come are noticed', () => {
  const link = new Link();
  link.anchor(0);
  link.result(0);
  for (let n = 1; n <= 12; n += 1) link.back(n * FRAME_US);
  assert.equal(link.matcher.estranged, false);
  link.back(13 * FRAME_US);
  assert.equal(link.matcher.estranged, true);
});

test('camera frames are remembered for a while, not for ever', () => {
  const link = new Link();
  link.anchor(0);
  for (let n = 1; n <= 150; n += 1) link.send(n * FRAME_US);
  assert.ok(link.result(31 * FRAME_US, false), 'four seconds ago at 30 a second');
  assert.equal(link.result(30 * FRAME_US, false), null, 'far too late to be of use');
});

test('a timestamp may be 4 ms off and no more', () => {
  for (const [off_ticks, found] of /** @type {const} */ ([
    [360, true],
    [-360, true],
    [361, false],
    [-361, false],
  ])) {
    const link = new Link();
    link.send(1_000_000);
    link.matcher.uplinkSeen(link.pts(1_000_000));
    link.send(1_100_000);
    const match = link.matcher.result(resultOf(link.pts(1_100_000) + off_ticks, false));
    assert.equal(match !== null, found, `${off_ticks} ticks`);
  }
});

test('the nearest frame counts when several are near', () => {
  const link = new Link();
  link.anchor(1_000_000);
  for (const timestamp_us of [1_100_000, 1_103_000, 1_106_000]) link.send(timestamp_us);
  for (const timestamp_us of [1_106_000, 1_100_000, 1_103_000]) {
    assert.equal(link.result(timestamp_us, false)?.timestamp_us, timestamp_us);
  }
});

test('a new epoch releases what still waits', () => {
  const link = new Link();
  link.anchor(1_000_000);
  link.result(1_000_000);
  link.send(1_033_367);
  link.back(1_033_367);
  link.matcher.startEpoch(1050);
  assert.equal(link.count('waiting'), 0);
  assert.equal(link.count('discarded'), 1);
});

test('after clear() nothing is known and nothing waits', () => {
  const link = new Link();
  link.anchor(1_000_000);
  link.send(1_033_367);
  link.back(1_033_367);
  link.matcher.clear();
  assert.equal(link.count('waiting'), 0);
  assert.equal(link.matcher.uplinkAnchored, false);
  assert.equal(link.matcher.downlinkAnchored, false);
  assert.equal(link.matcher.uplinkSeen(link.pts(1_000_000)), false, 'no frame is remembered');
});

test('another connection has other offsets', () => {
  const link = new Link();
  link.anchor(1_000_000);
  link.matcher.clear();
  link.up_90khz = 17;
  link.down_90khz = 4_294_967_290;
  link.anchor(9_000_000);
  assert.equal(link.result(9_000_000)?.timestamp_us, 9_000_000);
});

test('an epoch that begins after a pause is anchored by its first lone frame', () => {
  const link = new Link();
  link.anchor(0);
  link.result(0);
  for (let n = 1; n <= 60; n += 1) link.send(n * FRAME_US);
  link.matcher.startEpoch(9000);
  link.anchor(9_000_000);
  assert.equal(link.result(9_000_000)?.timestamp_us, 9_000_000);
});

test('a composed frame still on its way when an epoch begins does not become its anchor', () => {
  const link = new Link();
  // So uneven that the way up is never in doubt.
  const at = (/** @type {number} */ n) => n * FRAME_US + ((n * n * 37) % 29) * 600;
  link.anchor(at(0));
  link.result(at(0));
  for (let n = 1; n <= 59; n += 1) {
    link.send(at(n));
    link.result(at(n));
    if (n < 59) assert.ok(link.back(at(n)));
  }
  // The camera's size changes at frame 60. Frame 59 comes back only now, before the lone frame.
  link.matcher.startEpoch(at(60) / 1000);
  link.back(at(59));
  for (const lone of [60, 70]) {
    link.send(at(lone));
    link.matcher.uplinkSeen(link.pts(at(lone)));
    link.matcher.downlinkSent(link.pts(at(lone)));
    link.back(at(lone));
  }
  assert.ok(link.matcher.uplinkAnchored);
  for (let n = 71; n <= 75; n += 1) {
    link.send(at(n));
    link.result(at(n));
    assert.equal(link.back(at(n))?.timestamp_us, at(n), `frame ${n}`);
  }
});

test('frames still on their way up when an epoch begins do not keep it from being anchored', () => {
  // 25 frames a second, and the size changes while they flow: old and lone frames are 40 ms apart
  // or a multiple of it, so that distances tell nothing.
  const link = new Link();
  const at = (/** @type {number} */ n) => n * 40_000;
  link.anchor(0);
  for (let n = 1; n <= 50; n += 1) link.send(at(n));
  link.matcher.startEpoch(at(51) / 1000);
  const lone = [51, 59, 67];
  const anchored = lone.some((n) => {
    link.send(at(n));
    return link.matcher.uplinkSeen(link.pts(at(n)));
  });
  assert.ok(anchored, 'after three lone frames, two thirds of a second');
});

test('results that belong to no frame are noticed, five in a row', () => {
  const link = new Link();
  link.anchor(0);
  const strange = (/** @type {number} */ times) => {
    for (let n = 0; n < times; n += 1) link.result(5_000_000 + n * FRAME_US, false);
    return link.matcher.estranged;
  };
  assert.equal(strange(4), false);
  link.send(FRAME_US);
  assert.ok(link.result(FRAME_US, false), 'one that fits starts the count again');
  assert.equal(strange(4), false);
  assert.equal(strange(1), true);
  link.matcher.clear();
  assert.equal(link.matcher.estranged, false);
  assert.equal(link.matcher.uplinkAnchored, false, 'an anchor that proved wrong is forgotten');
  link.up_90khz = 99;
  link.send(9_000_000);
  assert.equal(
    link.matcher.uplinkSeen(link.pts(9_000_000)),
    true,
    'and nothing in the way of another',
  );
});

test('a frame that was on its way for half a second when an epoch began is lost', () => {
  for (const [now_ms, helps] of /** @type {const} */ ([
    [1499, true],
    [1500, false],
  ])) {
    const link = new Link();
    link.send(1_000_000);
    link.matcher.startEpoch(now_ms);
    assert.equal(link.matcher.uplinkSeen(link.pts(1_000_000)), helps, `${now_ms} ms`);
  }
});

test('something foreign on either way holds the anchor up for a few lone frames only', () => {
  const link = new Link();
  const lone = [1_000_000, 1_310_000, 1_701_000, 2_102_000];
  link.matcher.uplinkSeen(123_456);
  for (const timestamp_us of lone.slice(0, 2)) link.matcher.downlinkSent(link.pts(timestamp_us));
  link.backAs(123_456, -1);
  for (const [index, timestamp_us] of lone.entries()) {
    assert.equal(link.matcher.uplinkAnchored || link.matcher.downlinkAnchored, false);
    link.send(timestamp_us);
    link.matcher.uplinkSeen(link.pts(timestamp_us));
    if (index >= 2) link.matcher.downlinkSent(link.pts(timestamp_us));
    link.back(timestamp_us);
  }
  assert.ok(link.matcher.uplinkAnchored && link.matcher.downlinkAnchored);
  assert.equal(link.result(2_102_000)?.timestamp_us, 2_102_000);
});

test('on the way back every tick counts', () => {
  const link = new Link();
  for (const timestamp_us of [1_000_000, 1_310_000]) {
    link.matcher.downlinkSent(link.pts(timestamp_us));
  }
  link.back(1_000_000);
  link.backAs(link.pts(1_310_000) + link.down_90khz + 1, 1_310_000);
  assert.equal(link.matcher.downlinkAnchored, false);
});

/**
 * A call as it is recorded: a jittering camera, capture times rounded to whole milliseconds on the
 * way up, clocks that drift apart, two channels that delay, reorder and lose.
 * @param {number} seed
 * @param {{frames: number, drift_ppm: number, masksOnly?: boolean}} trace
 */
function replay(seed, { frames, drift_ppm, masksOnly = false }) {
  const random = seededRandom(seed);
  // The way up wraps within the first two seconds, the way back somewhere else.
  const link = new Link(2 ** 32 - Math.floor(random() * 180_000), Math.floor(random() * 2 ** 32));
  const start_us = Math.floor(random() * 1000);
  let lone_us = start_us;
  const pts = link.pts;
  link.pts = (timestamp_us) =>
    pts.call(link, timestamp_us + ((timestamp_us - start_us) * drift_ppm) / 1e6);
  // Three lone frames; the first is dropped on its way, and the second on its way back.
  const lone = [0, 310_000, 701_000].map((after_us) => start_us + after_us);
  for (const [index, timestamp_us] of lone.entries()) {
    link.send(timestamp_us);
    lone_us = timestamp_us;
    if (index === 0) continue;
    link.matcher.uplinkSeen(link.pts(timestamp_us));
    link.matcher.downlinkSent(link.pts(timestamp_us));
    if (index === 2) link.back(timestamp_us);
  }
  assert.ok(link.matcher.uplinkAnchored);
  // Two sent, one seen: on the way back that is still ambiguous. One more.
  link.send(lone_us + 377_000);
  lone_us += 377_000;
  link.matcher.downlinkSent(link.pts(lone_us));
  link.back(lone_us);
  assert.ok(link.matcher.downlinkAnchored);

  /** @type {{at_us: number, happen: () => void}[]} */
  const events = [];
  /** Frames of which both halves arrive. @type {Set<number>} */
  const complete = new Set();
  /** @type {Set<number>} */
  const matched = new Set();
  const check = (/** @type {Match | null} */ match, /** @type {number} */ timestamp_us) => {
    if (!match) return;
    assert.equal(match.timestamp_us, timestamp_us, `seed ${seed}`);
    if (!masksOnly) assert.equal(match.frame?.from_us, timestamp_us);
    assert.ok(!matched.has(timestamp_us), 'each frame once');
    matched.add(timestamp_us);
  };
  let timestamp_us = lone_us;
  for (let n = 0; n < frames; n += 1) {
    timestamp_us += 32_100 + Math.floor(random() * 1500);
    const frame_us = timestamp_us;
    events.push({ at_us: frame_us, happen: () => link.send(frame_us) });
    if (random() < 0.05) continue; // replaced in the server by a newer one
    const result_us = frame_us + 15_000 + random() * 60_000;
    const back_us = frame_us + 15_000 + random() * 60_000;
    const resultLost = random() < 0.03;
    const frameLost = masksOnly || random() < 0.03;
    if (!resultLost) {
      events.push({
        at_us: result_us,
        happen: () => check(link.result(frame_us, !masksOnly), frame_us),
      });
    }
    if (!frameLost) {
      events.push({ at_us: back_us, happen: () => check(link.back(frame_us), frame_us) });
    }
    if (!resultLost && (masksOnly || !frameLost)) complete.add(frame_us);
    if (random() < 0.02) {
      const foreign = Math.floor(random() * 2 ** 32);
      events.push({ at_us: back_us, happen: () => link.backAs(foreign, -1) });
    }
  }
  events.sort((a, b) => a.at_us - b.at_us);
  let mostWaiting = 0;
  for (const [index, event] of events.entries()) {
    event.happen();
    if (index % 10 === 0) mostWaiting = Math.max(mostWaiting, link.count('waiting'));
  }
  link.matcher.clear();
  return { link, complete, matched, mostWaiting };
}

test('in recorded calls each frame finds its own result, and nothing is lost or kept', () => {
  for (let seed = 1; seed <= 10; seed += 1) {
    const { link, complete, matched, mostWaiting } = replay(seed, { frames: 400, drift_ppm: 5 });
    assert.ok(complete.size > 300);
    assert.deepEqual(matched, complete, `seed ${seed}`);
    assert.equal(link.count('matched'), complete.size);
    assert.equal(link.count('waiting'), 0);
    assert.ok(mostWaiting > 0 && mostWaiting <= 8, `${mostWaiting} waited: seed ${seed}`);
  }
});

test('with masks alone every result that comes finds its camera frame', () => {
  const { complete, matched } = replay(77, { frames: 400, drift_ppm: 5, masksOnly: true });
  assert.ok(complete.size > 300);
  assert.deepEqual(matched, complete);
});

test('clocks that drift apart by more than the tolerance are followed', () => {
  const { complete, matched } = replay(5, { frames: 900, drift_ppm: 300, masksOnly: true });
  assert.deepEqual(matched, complete);
});

test('frames in flight are those that were sent after the last answer, and not long ago', () => {
  const link = new Link();
  link.anchor(0);
  link.result(0, false);
  for (const number of [1, 2, 3, 4]) link.send(number * FRAME_US);
  const now_ms = (4 * FRAME_US) / 1000;
  assert.equal(link.matcher.inFlight(now_ms), 4);
  link.result(2 * FRAME_US, false);
  assert.equal(link.matcher.inFlight(now_ms), 2, 'an older frame without an answer was replaced');
  link.result(FRAME_US, false);
  assert.equal(link.matcher.inFlight(now_ms), 2, 'an answer that comes late takes nothing back');
  assert.equal(link.matcher.inFlight(now_ms + 480), 1, 'lost frames do not stop the flow for ever');
  assert.equal(link.matcher.inFlight(now_ms + 500), 0);
});
