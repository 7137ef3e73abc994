/**
 * What the browser tests do in a page: opens cameras, watches every consumer of a track frame by
 * frame, and waits for events, never for time.
 */

import { calibrate, classify, frameHash, lumaOf, lumaOfVideoElement, measure } from './measure.js';

/** Nothing that a test waits for takes this long unless it is broken. */
const WITHIN_MS = 60_000;

/**
 * One frame at one consumer.
 * @typedef {object} Seen
 * @property {number} at_ms when the consumer had it
 * @property {number} timestamp_us
 * @property {number | null} number of the camera's picture
 * @property {string} verdict
 * @property {boolean | null} enabled metadata().backgroundBlur.enabled; null without the member
 * @property {boolean} mask
 * @property {string} [hash]
 * @property {string[]} keys of metadata()
 */

/** @type {import('./measure.js').Geometry | undefined} */
let geometry;
/** @type {import('./measure.js').Reference | undefined} */
let reference;
/** @type {Map<string, Seen[]>} */
const seen = new Map();
/** @type {Set<() => void>} */
const watchers = new Set();
/** @type {Map<string, MediaStreamTrack>} */
const tracks = new Map();
/** What ends a reader, between two frames. @type {Map<string, () => Promise<void>>} */
const readers = new Map();

/** @param {string} clip name of the camera's clip */
async function useClip(clip) {
  geometry = await (await fetch(`/camera/${clip}.json`)).json();
}

/**
 * @param {string} name
 * @param {MediaTrackConstraints | true} video
 */
async function open(name, video) {
  const stream = await navigator.mediaDevices.getUserMedia({ video });
  const [track] = stream.getVideoTracks();
  if (!track) throw new Error('no track');
  tracks.set(name, track);
  return track.getSettings();
}

/** What a raw frame measures, as another page found it: for pages that never get one. */
function knownReference() {
  return reference;
}

/** @param {import('./measure.js').Reference} known */
function useReference(known) {
  reference = known;
}

/** @param {string} name */
function track(name) {
  const found = tracks.get(name);
  if (!found) throw new Error(`no track ${name}`);
  return found;
}

/**
 * Waits until a track says that blur can be this: a page opens its cameras before a server that is
 * slow to answer is known to be there.
 * @param {MediaStreamTrack} track
 * @param {boolean[]} [blur]
 * @returns {Promise<void>}
 */
function untilCapable(track, blur = [false, true]) {
  return new Promise((resolve) => {
    const look = () => {
      if (`${track.getCapabilities().backgroundBlur}` !== `${blur}`) return;
      track.removeEventListener('configurationchange', look);
      resolve();
    };
    track.addEventListener('configurationchange', look);
    look();
  });
}

/**
 * Switches a track's blur on, however often a busy server has to be asked.
 * @param {string} name
 */
async function blur(name) {
  const blurred = track(name);
  while (!blurred.getSettings().backgroundBlur) {
    await untilCapable(blurred);
    await blurred.applyConstraints({ backgroundBlur: true }).catch(() => {});
  }
}

/** @param {string} name */
function frames(name) {
  return seen.get(name) ?? [];
}

/**
 * @param {string} name
 * @param {Seen} frame
 */
function note(name, frame) {
  const list = seen.get(name) ?? [];
  seen.set(name, list);
  list.push(frame);
  for (const wake of watchers) wake();
}

/** Forgets the frames of all consumers so far. */
function forget() {
  for (const list of seen.values()) list.length = 0;
}

/**
 * Resolves when a frame that the consumer sees from now on (or has seen) fulfils the condition.
 * @param {string} name
 * @param {(frame: Seen, index: number) => boolean} condition
 * @param {number} [from] index of the first frame that counts
 * @returns {Promise<number>} the frame's index
 */
function until(name, condition, from = 0) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      watchers.delete(wake);
      const last = JSON.stringify(frames(name).at(-1));
      const states = [...tracks].map(([of, { readyState, muted }]) => [of, readyState, muted]);
      const found = `last ${last}; tracks ${JSON.stringify(states)}`;
      reject(new Error(`${name}: not within ${WITHIN_MS} ms: ${condition}; ${found}`));
    }, WITHIN_MS);
    const wake = () => {
      const index = frames(name).findIndex((frame, at) => at >= from && condition(frame, at));
      if (index < 0) return;
      clearTimeout(timer);
      watchers.delete(wake);
      resolve(index);
    };
    watchers.add(wake);
    wake();
  });
}

/**
 * Waits for so many more frames at a consumer.
 * @param {string} name
 * @param {number} count
 */
async function more(name, count) {
  const from = frames(name).length;
  await until(name, (_frame, index) => index >= from + count - 1, from);
}

/**
 * @param {import('./measure.js').Picture} picture
 * @returns {{number: number | null, verdict: string}}
 */
function judge(picture) {
  if (!geometry) return { number: null, verdict: 'unmeasured' };
  const measures = measure(picture, geometry);
  reference ??= calibrate(measures);
  return { number: measures.number, verdict: classify(measures, reference) };
}

/**
 * Watches a track through a MediaStreamTrackProcessor.
 * @param {string} name of the consumer
 * @param {string} of name of the track
 * @param {{hash?: boolean}} [options]
 */
function watch(name, of, { hash = false } = {}) {
  read(name, of, 1, (frame) => noteFrame(name, frame, hash));
}

/**
 * Counts a track's frames without a look at their pixels, which takes longer than some frames last.
 * @param {string} name
 * @param {string} of
 */
function count(name, of) {
  read(name, of, 30, ({ timestamp }) => {
    note(name, {
      ...{ at_ms: performance.now(), timestamp_us: timestamp },
      ...{
        number: null,
        verdict: 'unmeasured',
        enabled: null,
        mask: false,
        keys: [],
      },
    });
  });
}

/**
 * @param {string} name
 * @param {string} of
 * @param {number} maxBufferSize
 * @param {(frame: VideoFrame) => unknown} onFrame looks at the frame, and leaves it open
 */
async function read(name, of, maxBufferSize, onFrame) {
  const video = /** @type {MediaStreamVideoTrack} */ (track(of));
  const processor = new MediaStreamTrackProcessor({
    track: video,
    maxBufferSize,
  });
  const reader = processor.readable.getReader();
  let wanted = true;
  /** @type {() => void} */
  let end = () => {};
  const ended = new Promise((resolve) => {
    end = () => resolve(undefined);
  });
  readers.set(name, async () => {
    wanted = false;
    await ended;
  });
  while (wanted) {
    const { value: frame, done } = await reader.read();
    if (done) break;
    await onFrame(frame);
    frame.close();
  }
  // Not while a frame is asked for: Chromium would keep that frame, and the camera stop after three.
  await reader.cancel();
  end();
}

/**
 * Ends what `watch` or `count` began.
 * @param {string} name
 */
async function unwatch(name) {
  await readers.get(name)?.();
  readers.delete(name);
}

/**
 * @param {string} name
 * @param {VideoFrame} frame
 * @param {boolean} hash
 */
async function noteFrame(name, frame, hash) {
  const at_ms = performance.now();
  const metadata = frame.metadata();
  const { backgroundBlur, backgroundSegmentationMask } = metadata;
  backgroundSegmentationMask?.close();
  const judged = judge(await lumaOf(frame));
  note(name, {
    at_ms,
    timestamp_us: frame.timestamp,
    ...judged,
    enabled: backgroundBlur?.enabled ?? null,
    mask: backgroundSegmentationMask !== undefined,
    keys: Object.keys(metadata),
    ...(hash && judged.verdict === 'raw' ? { hash: await frameHash(frame) } : {}),
  });
}

/**
 * Watches a video element that shows the track, or what `source` gives it.
 * @param {string} name
 * @param {string | Blob} of name of the track, or a recording
 * @returns {Promise<void>} when it has played a recording to its end; at once for a track
 */
async function watchVideo(name, of) {
  const video = document.createElement('video');
  video.muted = true;
  if (typeof of === 'string') video.srcObject = new MediaStream([track(of)]);
  else video.src = URL.createObjectURL(of);
  document.body.append(video);
  const onFrame = () => {
    const none = { enabled: null, mask: false, keys: [] };
    const judged = judge(lumaOfVideoElement(video));
    note(name, {
      at_ms: performance.now(),
      timestamp_us: 0,
      ...judged,
      ...none,
    });
    video.requestVideoFrameCallback(onFrame);
  };
  video.requestVideoFrameCallback(onFrame);
  const ended = new Promise((resolve) => video.addEventListener('ended', resolve));
  await video.play();
  if (typeof of !== 'string') await ended;
}

/**
 * Watches a track through a peer connection within the page.
 * @param {string} name
 * @param {string} of
 */
async function watchPeer(name, of) {
  const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()];
  here.onicecandidate = ({ candidate }) => candidate && there.addIceCandidate(candidate);
  there.onicecandidate = ({ candidate }) => candidate && here.addIceCandidate(candidate);
  /** @type {Promise<MediaStreamTrack>} */
  const received = new Promise((resolve) => {
    there.ontrack = ({ track }) => resolve(track);
  });
  const sendEncodings = [{ maxBitrate: 8_000_000 }];
  here.addTransceiver(track(of), { direction: 'sendonly', sendEncodings });
  await here.setLocalDescription();
  await there.setRemoteDescription(/** @type {RTCSessionDescription} */ (here.localDescription));
  await there.setLocalDescription();
  const sdp = (there.localDescription?.sdp ?? '').replace(
    /a=mid:0\r\n/,
    'a=mid:0\r\nb=AS:8000\r\n',
  );
  await here.setRemoteDescription({ type: 'answer', sdp });
  tracks.set(name, await received);
  watch(name, name);
}

/**
 * Records a track.
 * @param {string} of
 * @returns {() => Promise<Blob>} stops, and gives the recording
 */
function record(of) {
  const recorder = new MediaRecorder(new MediaStream([track(of)]), {
    videoBitsPerSecond: 8_000_000,
  });
  /** @type {Blob[]} */
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start();
  return () =>
    new Promise((resolve) => {
      recorder.onstop = () => resolve(new Blob(parts, { type: recorder.mimeType }));
      recorder.stop();
    });
}

/**
 * @param {number} width
 * @param {number} height
 */
function smallContext(width, height) {
  const context = new OffscreenCanvas(width, height).getContext('2d', {
    willReadFrequently: true,
  });
  if (!context) throw new Error('no 2d context');
  return context;
}

/**
 * What a mask shows, small, with the number of the picture that it came with.
 * @param {VideoFrame} frame
 * @param {ImageBitmap} mask
 * @param {OffscreenCanvasRenderingContext2D} context of the small size
 */
async function seeMask(frame, mask, context) {
  const { width, height } = context.canvas;
  const { number, verdict } = judge(await lumaOf(frame));
  context.clearRect(0, 0, width, height);
  context.drawImage(mask, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const grey = data.filter((_value, index) => index % 4 === 0);
  return {
    number,
    verdict,
    size: [mask.width, mask.height],
    frameSize: [frame.displayWidth, frame.displayHeight],
    plain: data.every((value, index) =>
      index % 4 === 3 ? value === 255 : value === data[index - (index % 4)],
    ),
    grey: [...grey],
  };
}

/**
 * Masks of a track's next frames.
 * @param {string} of
 * @param {number} count
 * @param {number} width
 * @param {number} height
 */
async function masks(of, count, width, height) {
  const video = /** @type {MediaStreamVideoTrack} */ (track(of));
  const reader = new MediaStreamTrackProcessor({
    track: video,
  }).readable.getReader();
  const context = smallContext(width, height);
  const found = [];
  while (found.length < count) {
    const { value: frame, done } = await reader.read();
    if (done) break;
    const mask = frame.metadata().backgroundSegmentationMask;
    if (mask) {
      found.push(await seeMask(frame, mask, context));
      mask.close();
    }
    frame.close();
  }
  await reader.cancel();
  return found;
}

/**
 * Masks of the next frames that a video element shows of a track.
 * @param {string} of
 * @param {number} count
 * @param {number} width
 * @param {number} height
 */
async function shownMasks(of, count, width, height) {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = new MediaStream([track(of)]);
  void video.play();
  const context = smallContext(width, height);
  const found = [];
  while (found.length < count) {
    const { metadata, frame } = await nextShown(video);
    const mask = metadata.backgroundSegmentationMask;
    // A busy page may be told of a frame when the next one is shown.
    const same = Math.abs(frame.timestamp - metadata.mediaTime * 1e6) < 1;
    if (mask && same) found.push(await seeMask(frame, mask, context));
    mask?.close();
    frame.close();
  }
  video.srcObject = null;
  return found;
}

/**
 * @typedef {VideoFrameCallbackMetadata & {backgroundSegmentationMask?: ImageBitmap}} ShownMetadata
 */

/**
 * @param {HTMLVideoElement} video
 * @returns {Promise<{metadata: ShownMetadata, frame: VideoFrame}>} the caller closes the frame
 */
function nextShown(video) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no frame is shown')), WITHIN_MS);
    const ask = () => {
      video.requestVideoFrameCallback((_now, metadata) => {
        try {
          const frame = new VideoFrame(video);
          clearTimeout(timer);
          resolve({ metadata, frame });
        } catch {
          ask(); // of a frame that is gone again none can be made
        }
      });
    };
    ask();
  });
}

export const lab = {
  blur,
  count,
  forget,
  frames,
  knownReference,
  masks,
  more,
  nextShown,
  open,
  record,
  shownMasks,
  track,
  tracks,
  until,
  untilCapable,
  unwatch,
  useClip,
  useReference,
  watch,
  watchPeer,
  watchVideo,
};
/** @typedef {typeof lab} Lab */
Object.assign(globalThis, { lab });
document.documentElement.dataset.lab = 'ready';
