/** What a page does with cameras, step by step, in a realm that tells what of it is used meanwhile. */

import { frameSteps, readFrame } from './watched-frames.js';
import { runSteps, tell } from './watched-realm.js';

/** @typedef {Record<string, any>} Kept what a later step goes on with */

const { mediaDevices } = navigator;
/** What no camera can do. */
const TOO_WIDE = { width: { exact: 100_000 } };

/** @param {any} [constraints] */
const open = (constraints) => mediaDevices.getUserMedia(constraints);

/** @param {any} [constraints] */
const openAndStop = async (constraints) => (await open(constraints)).getTracks()[0]?.stop();

/** @param {any} constraints */
const openInVain = (constraints) => open(constraints).catch(() => {});

/** @param {any} constraints */
const openLegacy = (constraints) =>
  new Promise((...both) => /** @type {any} */ (navigator).webkitGetUserMedia(constraints, ...both));

/** @param {string} script */
function startWorker(script) {
  const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const worker = new Worker(address);
  URL.revokeObjectURL(address);
  return worker;
}

/** @type {Record<string, (kept: Kept) => unknown>} */
const steps = {
  'what is supported': () => mediaDevices.getSupportedConstraints(),
  'a microphone': () => openAndStop({ audio: true }),
  'a microphone with constraints': () =>
    openAndStop({ audio: { echoCancellation: { exact: true }, deviceId: ['a', 'b'] } }),
  'a camera': async (kept) => {
    kept.stream = await open({ video: true });
    kept.track = kept.stream.getVideoTracks()[0];
  },
  'a camera with constraints': () =>
    openAndStop({
      video: {
        width: { ideal: 640 },
        facingMode: 'user',
        advanced: [{ height: 480 }, { frameRate: { min: 1 } }],
      },
    }),
  'a camera that cannot be': () => openInVain({ video: TOO_WIDE }),
  nothing: () => openInVain({}),
  'no sequence': () => openInVain({ video: { advanced: 5 } }),
  'no number': () => openInVain({ video: { width: Symbol('no') } }),
  'a camera, legacy': async () => {
    const stream = /** @type {MediaStream} */ (await openLegacy({ video: true }));
    stream.getTracks()[0]?.stop();
  },
  'a camera that cannot be, legacy': () =>
    new Promise((resolve) => {
      /** @type {any} */ (navigator).webkitGetUserMedia({ video: TOO_WIDE }, resolve, resolve);
    }),
  'what a track says': ({ track }) => [track.label, track.muted, track.getSettings()],
  'what a track can do': ({ track }) => [track.getCapabilities(), track.getConstraints()],
  'a size': ({ track }) => track.applyConstraints({ width: 320 }),
  'no constraints': ({ track }) => track.applyConstraints(),
  'more constraints': ({ track }) =>
    track.applyConstraints({ width: { ideal: 640 }, advanced: [{ height: 480 }] }),
  'a size that cannot be': ({ track }) => track.applyConstraints(TOO_WIDE).catch(() => {}),
  'no sequence, later': ({ track }) => track.applyConstraints({ advanced: 5 }).catch(() => {}),
  'a track of no camera': () => {
    const canvas = document.createElement('canvas');
    return canvas.captureStream().getVideoTracks()[0]?.applyConstraints({ frameRate: 1 });
  },
  'a clone': ({ track }) => track.clone().stop(),
  'a clone of a stream': ({ stream }) => stream.clone().getVideoTracks()[0].stop(),
  'an event handler': ({ track }) => {
    const handler = () => {};
    track.onconfigurationchange = handler;
    tell(`a handler ${track.onconfigurationchange === handler}`);
    track.onconfigurationchange = null;
  },
  statistics: ({ track }) => JSON.stringify(track.stats),
  'a processor': async (kept) => {
    kept.reader = new MediaStreamTrackProcessor({ track: kept.track }).readable.getReader();
    await readFrame(kept);
  },
  ...frameSteps,
  'a copy of anything': () => structuredClone({ list: [1, new Map([[1, 2]])] }),
  blur: ({ track }) => track.applyConstraints({ backgroundBlur: true }),
  'a blurred frame': readFrame,
  'a mask': ({ track }) => track.applyConstraints({ backgroundSegmentationMask: true }),
  'a frame with a mask': readFrame,
  'the end of reading': async ({ reader, frame }) => {
    frame.close();
    await reader.cancel();
  },
  'a video element': async (kept) => {
    kept.video = document.createElement('video');
    kept.video.muted = true;
    kept.video.srcObject = kept.stream;
    await kept.video.play();
  },
  'what it shows': ({ video }) =>
    new Promise((resolve) => video.requestVideoFrameCallback(resolve)),
  'a frame of it': ({ video }) => new VideoFrame(video).close(),
  'what photos can be': ({ track }) => new ImageCapture(track).getPhotoCapabilities(),
  'a worker': async () => {
    const worker = startWorker('onmessage = () => postMessage(1)');
    const answered = new Promise((resolve) => {
      worker.onmessage = resolve;
    });
    worker.postMessage({ a: 1 });
    await answered;
    worker.terminate();
  },
  'an empty frame': () => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    tell(`a frame's ${frame.contentWindow?.name}`);
    frame.remove();
  },
  'a frame for which no document comes': () => {
    const frame = document.createElement('iframe');
    frame.src = '/204';
    document.body.append(frame);
    tell(`${/** @type {any} */ (frame.contentWindow).MediaDevices.prototype.getUserMedia}`);
    frame.remove();
  },
  'a frame as text': () => {
    const element = document.body.appendChild(document.createElement('div'));
    element.innerHTML = '<iframe></iframe>';
    element.remove();
  },
  'how functions are printed': () => tell(`${mediaDevices.getUserMedia} ${() => 1}`),
  'the settings of nobody': () => {
    try {
      MediaStreamTrack.prototype.getSettings.call(/** @type {any} */ ({}));
    } catch (error) {
      tell(String(error));
    }
  },
  'the end': ({ track }) => track.stop(),
};

/**
 * @param {string[]} inherited names that all objects are to inherit
 * @returns {Promise<string>} JSON of what was used in each step
 */
export async function watchSteps(inherited) {
  const { stringify } = JSON;
  return stringify(await runSteps(steps, {}, inherited));
}

/**
 * @param {string[]} inherited
 * @returns {Promise<string>} JSON of what was used in each step of a worker that has a camera's frames
 */
export async function watchWorkerSteps(inherited) {
  const stream = await open({ video: true });
  const [track] = stream.getVideoTracks();
  const { readable } = new MediaStreamTrackProcessor({ track: /** @type {any} */ (track) });
  const worker = new Worker('/workers/watched.js');
  /** @type {Promise<string>} */
  const told = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      if (data !== 'ran') resolve(data); // which is what it has imported
    };
    worker.onerror = ({ message }) => reject(new Error(message));
  });
  worker.postMessage({ readable, inherited }, [readable]);
  const answer = await told;
  // With the frame that it still has: a camera has few to give.
  worker.terminate();
  track?.stop();
  return answer;
}
