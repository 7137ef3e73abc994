/**
 * What the bench does in a page: one track with effects and a clone of it without, both read frame
 * by frame. A frame is late by the time between the two.
 */

import { lumaOf } from './pixels.js';

/** @typedef {import('./measure.js').Picture} Picture */

/** Between two times of being busy. */
const BREATH_MS = 50;

/** Frames this young when a count ends may still be on their way. */
const SETTLED_MS = 500;
/** Chromium rounds the timestamps of each track by itself. */
const SAME_FRAME_US = 2000;

/**
 * @typedef {object} Arrival
 * @property {number} timestamp_us
 * @property {number} at_ms
 * @property {boolean} blurred
 * @property {boolean} masked
 */

/** @type {MediaStreamTrack} */
let track;
/** @type {MediaStreamTrack} */
let reference;
/** @type {Arrival[]} */
const arrived = [];
/** @type {Arrival[]} */
const captured = [];
/** Looks at each frame of the track; the frame stays the reader's. */
let look = (/** @type {VideoFrame} */ _frame) => {};
/** The same for the clone. */
let lookAtReference = look;

/**
 * Opens the camera and shows it, as a page does.
 * @param {{width: number, height: number, frameRate: number}} size
 */
async function open(size) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: size });
  [track] = /** @type {[MediaStreamTrack]} */ (stream.getVideoTracks());
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = stream;
  document.body.replaceChildren(video);
  await video.play();
}

/** Begins to read. */
function read() {
  reference = track.clone();
  void readAll(reference, captured, (frame) => lookAtReference(frame));
  void readAll(track, arrived, (frame) => look(frame));
}

/**
 * @param {MediaStreamTrack} of
 * @param {Arrival[]} arrivals
 * @param {(frame: VideoFrame) => void} lookAt
 */
async function readAll(of, arrivals, lookAt) {
  const processor = new MediaStreamTrackProcessor({
    track: /** @type {MediaStreamVideoTrack} */ (of),
    maxBufferSize: 4,
  });
  const reader = processor.readable.getReader();
  for (;;) {
    const { value: frame, done } = await reader.read();
    if (done) return;
    const at_ms = performance.now();
    const { backgroundBlur, backgroundSegmentationMask } = frame.metadata();
    lookAt(frame);
    arrivals.push({
      timestamp_us: frame.timestamp,
      at_ms,
      blurred: backgroundBlur?.enabled ?? false,
      masked: backgroundSegmentationMask !== undefined,
    });
    backgroundSegmentationMask?.close();
    frame.close();
  }
}

/**
 * @param {MediaTrackConstraints} constraints
 * @param {{blurred: boolean, masked: boolean}} wanted of a frame that obeys
 * @returns {Promise<number>} milliseconds from the call to the first frame that obeys
 */
async function apply(constraints, wanted) {
  const from_ms = performance.now();
  const seen = new Promise((resolve) => {
    const before = look;
    look = (frame) => {
      const { backgroundBlur, backgroundSegmentationMask } = frame.metadata();
      const blurred = backgroundBlur?.enabled ?? false;
      const masked = backgroundSegmentationMask !== undefined;
      backgroundSegmentationMask?.close();
      if (blurred !== wanted.blurred || masked !== wanted.masked) return;
      look = before;
      resolve(performance.now() - from_ms);
    };
  });
  await track.applyConstraints(constraints);
  return /** @type {Promise<number>} */ (seen);
}

/** @param {MediaTrackConstraints} constraints */
function set(constraints) {
  return track.applyConstraints(constraints);
}

/** Forgets what has arrived. */
function begin() {
  arrived.length = 0;
  captured.length = 0;
}

/** What has arrived since `begin`. */
function end() {
  const now_ms = performance.now();
  const counted = captured.filter(({ at_ms }) => now_ms - at_ms > SETTLED_MS);
  const matches = counted.map(({ timestamp_us }) =>
    arrived.find((one) => isSame(one.timestamp_us, timestamp_us)),
  );
  const latencies_ms = matches
    .map((match, index) => (match ? match.at_ms - (counted[index]?.at_ms ?? 0) : null))
    .filter((latency) => latency !== null)
    .sort((a, b) => a - b);
  let [missing_run, longest_missing_run] = [0, 0];
  for (const match of matches) {
    missing_run = match ? 0 : missing_run + 1;
    longest_missing_run = Math.max(longest_missing_run, missing_run);
  }
  const last = counted.at(-1);
  const elapsed_s = last && counted[0] ? (last.at_ms - counted[0].at_ms) / 1000 : 0;
  const out = matches.filter((match) => match !== undefined);
  return {
    camera: counted.length,
    out: out.length,
    blurred: out.filter(({ blurred }) => blurred).length,
    masked: out.filter(({ masked }) => masked).length,
    elapsed_s,
    longest_missing_run,
    p50_ms: latencies_ms[Math.floor(latencies_ms.length * 0.5)] ?? null,
    p95_ms: latencies_ms[Math.floor(latencies_ms.length * 0.95)] ?? null,
  };
}

/**
 * @param {number} one_us
 * @param {number} other_us
 */
function isSame(one_us, other_us) {
  return Math.abs(one_us - other_us) < SAME_FRAME_US;
}

/**
 * One frame as the camera gave it and as the track shows it, with the mask.
 * @returns {Promise<{width: number, height: number, raw: string, shown: string, mask: string}>} luma
 *   planes and the mask, 8 bits a pixel, in base64
 */
async function pair() {
  /** @type {[timestamp_us: number, picture: Promise<Picture>][]} */
  const raws = [];
  lookAtReference = (frame) => {
    raws.push([frame.timestamp, copied(frame)]);
    if (raws.length > 20) raws.shift();
  };
  /** @type {[Promise<Picture>, Promise<Picture>, ImageBitmap]} */
  const found = await new Promise((resolve) => {
    look = (frame) => {
      const raw = raws.find(([timestamp_us]) => isSame(timestamp_us, frame.timestamp))?.[1];
      const { backgroundSegmentationMask: mask } = frame.metadata();
      if (raw && mask) resolve([raw, copied(frame), mask]);
    };
  });
  look = lookAtReference = () => {};
  const [raw, shown, mask] = [await found[0], await found[1], found[2]];
  const { width, height } = shown;
  return {
    width,
    height,
    raw: base64(raw.luma),
    shown: base64(shown.luma),
    mask: base64(levels(mask)),
  };
}

/** @param {VideoFrame} frame stays the reader's */
async function copied(frame) {
  const own = frame.clone();
  try {
    return await lumaOf(own);
  } finally {
    own.close();
  }
}

/** @param {ImageBitmap} mask closed */
function levels(mask) {
  const context = new OffscreenCanvas(mask.width, mask.height).getContext('2d');
  if (!context) throw new Error('no 2d canvas');
  context.drawImage(mask, 0, 0);
  const { data } = context.getImageData(0, 0, mask.width, mask.height);
  mask.close();
  return Uint8Array.from({ length: data.length / 4 }, (_value, pixel) => data[pixel * 4] ?? 0);
}

/** @param {Uint8Array} bytes */
function base64(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += 32768) {
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  }
  return btoa(text);
}

/**
 * Blurs the whole picture in the page, as apps do that have nobody to do it for them, without any
 * search for a person.
 */
async function blurInPage() {
  const video = /** @type {MediaStreamVideoTrack} */ (track);
  const { readable } = new MediaStreamTrackProcessor({ track: video });
  const generator = new MediaStreamTrackGenerator({ kind: 'video' });
  /** @type {OffscreenCanvas | undefined} */
  let canvas;
  const blurring = new TransformStream({
    transform(/** @type {VideoFrame} */ frame, controller) {
      const { displayWidth, displayHeight, timestamp } = frame;
      canvas ??= new OffscreenCanvas(displayWidth, displayHeight);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no 2d canvas');
      context.filter = 'blur(12px)';
      context.drawImage(frame, 0, 0);
      frame.close();
      controller.enqueue(new VideoFrame(canvas, { timestamp }));
    },
  });
  void readable.pipeThrough(blurring).pipeTo(generator.writable);
  track = generator;
  const shown = /** @type {HTMLVideoElement} */ (document.querySelector('video'));
  shown.srcObject = new MediaStream([track]);
  await shown.play();
}

/**
 * How many frames of the track are shown while the main thread is busy again and again.
 * @param {number} seconds
 * @param {number} busy_ms at a time
 * @returns {Promise<number>} frames a second
 */
async function shownFps(seconds, busy_ms) {
  const video = /** @type {HTMLVideoElement} */ (document.querySelector('video'));
  const shown = () => video.getVideoPlaybackQuality().totalVideoFrames;
  const busy = setInterval(() => {
    const until_ms = performance.now() + busy_ms;
    while (performance.now() < until_ms);
  }, busy_ms + BREATH_MS);
  const [from_ms, before] = [performance.now(), shown()];
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const fps = ((shown() - before) * 1000) / (performance.now() - from_ms);
  clearInterval(busy);
  return fps;
}

/** Stops the camera. */
function close() {
  reference?.stop();
  track.stop();
}

const bench = { apply, begin, blurInPage, close, end, open, pair, read, set, shownFps };
/** @typedef {typeof bench} Bench */
Object.assign(globalThis, { bench });
document.documentElement.dataset.bench = 'ready';
