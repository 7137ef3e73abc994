/** Cases about what a camera's effects have nothing to do with: stock Chromium answers them alike. */

import { failure, outcome, plain } from './reference/answers.js';

/** @typedef {import('./reference/answers.js').Cases} Cases */

/** @param {MediaStreamConstraints} constraints */
function open(constraints) {
  return navigator.mediaDevices.getUserMedia(constraints);
}

/** @param {MediaStream} stream */
function stopAll(stream) {
  for (const track of stream.getTracks()) track.stop();
}

/**
 * @param {MediaStreamConstraints} constraints
 * @param {(track: MediaStreamTrack, stream: MediaStream) => unknown} use gets the audio track
 */
async function withAudio(constraints, use) {
  const stream = await open(constraints);
  try {
    const [track] = stream.getAudioTracks();
    if (!track) throw new Error('no audio track');
    return await use(track, stream);
  } finally {
    stopAll(stream);
  }
}

/** @param {MediaStreamTrack} track what it says of itself */
function described(track) {
  const { enabled, kind, label, muted, readyState } = track;
  return {
    ...{ enabled, kind, label, muted, readyState },
    type: [Object.prototype.toString.call(track), track.constructor.name],
    inherits: Object.getPrototypeOf(track) === MediaStreamTrack.prototype,
    own: Object.getOwnPropertyNames(track),
    json: JSON.stringify(track),
    id: track.id.length,
    settings: plain(track.getSettings()),
    capabilities: plain(track.getCapabilities()),
    constraints: track.getConstraints(),
    stats: String(Reflect.get(track, 'stats')),
  };
}

/** @param {MediaStreamTrack} track @returns {Promise<string[]>} the shape of what it carries */
async function samples(track) {
  const { readable } = new MediaStreamTrackProcessor({ track: /** @type {any} */ (track) });
  const reader = readable.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  const data = /** @type {any} */ (value);
  const found = [data.constructor.name, data.format, String(data.numberOfChannels)];
  data.close();
  return found;
}

const BOTH = { audio: true, video: true };

/** @type {Cases} */
export const audio = {
  alone: () => withAudio({ audio: true }, described),
  'beside a camera': () => withAudio(BOTH, described),
  'what it carries': () => withAudio(BOTH, (track) => samples(track)),
  'the tracks of one call': () =>
    withAudio(BOTH, (_, stream) => [
      stream.getTracks().map(({ kind }) => kind),
      stream.getAudioTracks().length,
      stream.getVideoTracks().length,
      stream.active,
    ]),
  'a stream of both': () =>
    withAudio(BOTH, async (track, stream) => {
      /** @type {string[]} */
      const heard = [];
      const own = new MediaStream(stream);
      for (const type of ['addtrack', 'removetrack']) {
        for (const one of [own, stream]) one.addEventListener(type, () => heard.push(type));
      }
      const same = own.getAudioTracks()[0] === track;
      own.removeTrack(track);
      own.addTrack(track);
      const clone = own.clone();
      const ids = clone.getTracks().filter(({ id }) => own.getTrackById(id));
      const kinds = clone.getTracks().map(({ kind }) => kind);
      stopAll(clone);
      return { same, heard, ids, kinds, active: [own.active, clone.active] };
    }),
  'stopped alone': () =>
    withAudio(BOTH, (track, stream) => {
      track.stop();
      return [stream.getTracks().map(({ readyState }) => readyState), stream.active];
    }),
  'left when the camera stops': () =>
    withAudio(BOTH, async (track, stream) => {
      for (const camera of stream.getVideoTracks()) camera.stop();
      return [track.readyState, stream.active, await samples(track)];
    }),
  'a clone': () =>
    withAudio({ audio: { echoCancellation: false } }, (track) => {
      track.enabled = false;
      track.contentHint = 'speech';
      const clone = track.clone();
      const found = { ...described(clone), hint: clone.contentHint, own: clone.id !== track.id };
      clone.stop();
      return [found, track.readyState];
    }),
  'what is heard of its end': () =>
    withAudio({ audio: true }, async (track) => {
      const heard = new Promise((resolve) => {
        track.onended = ({ type, target, isTrusted }) =>
          resolve([type, target === track, isTrusted]);
      });
      track.dispatchEvent(new Event('ended'));
      track.stop();
      return [await heard, track.readyState, described(track)];
    }),
  'asked for by size': () =>
    withAudio({ audio: { sampleRate: 44100, channelCount: 1 } }, described),
  'asked for exactly': () =>
    withAudio(
      { audio: { echoCancellation: { exact: false }, noiseSuppression: { exact: false } } },
      described,
    ),
  'asked for with a camera, both exactly': () =>
    withAudio(
      { audio: { autoGainControl: { exact: false } }, video: { width: { exact: 320 } } },
      described,
    ),
  'constrained later': () =>
    withAudio(BOTH, async (track) => [
      await outcome(() => track.applyConstraints({ echoCancellation: { exact: true } })),
      await outcome(() => track.applyConstraints({ echoCancellation: { exact: false } })),
      await outcome(() => track.applyConstraints({ sampleRate: { exact: 1 } })),
      await outcome(() => track.applyConstraints({ deviceId: { exact: 'nobody' } })),
      await outcome(() => track.applyConstraints({ width: { exact: 1 } })),
      await outcome(() => track.applyConstraints()),
      described(track),
    ]),
  ...Object.fromEntries(
    /** @type {MediaStreamConstraints[]} */ ([
      { audio: { deviceId: { exact: 'nobody' } } },
      { audio: { deviceId: { exact: 'nobody' } }, video: true },
      { audio: { sampleRate: { exact: 1 } } },
      { audio: { sampleRate: { exact: 1 } }, video: true },
      { audio: { channelCount: { min: 1000 } }, video: { width: { exact: 1 } } },
      { audio: { pan: { exact: 1 } }, video: true },
      { audio: { advanced: [{ sampleRate: 1 }] }, video: true },
      { audio: false },
      { audio: /** @type {any} */ (null) },
      { audio: /** @type {any} */ ('yes'), video: false },
    ]).map((constraints) => [
      `getUserMedia(${JSON.stringify(constraints)})`,
      () =>
        outcome(async () => {
          const stream = await open(constraints);
          stopAll(stream);
          return stream.getTracks().map(({ kind, readyState }) => [kind, readyState]);
        }),
    ]),
  ),
};

/** @param {(track: MediaStreamTrack) => unknown} send */
async function withCamera(send) {
  const stream = await open({ video: true });
  const [track] = stream.getVideoTracks();
  if (!track) throw new Error('no track');
  try {
    const returned = await send(track);
    return { returned: String(returned), state: track.readyState };
  } catch (error) {
    const { stack } = /** @type {Error} */ (error);
    return { ...Object(failure(error)), stack, state: track.readyState };
  } finally {
    stopAll(stream);
  }
}

const channel = () => new MessageChannel().port1;
const worker = () => new Worker(URL.createObjectURL(new Blob([''])));

/** @type {Cases} */
export const messages = Object.fromEntries(
  Object.entries(
    /** @type {Record<string, (track: any) => unknown>} */ ({
      'structuredClone(track)': (track) => structuredClone(track),
      'structuredClone({track})': (track) => structuredClone({ track }),
      'structuredClone(track, {transfer})': (track) =>
        structuredClone(track, { transfer: [track] }),
      'structuredClone(null, {transfer})': (track) => structuredClone(null, { transfer: [track] }),
      'structuredClone of a stream': (track) => structuredClone(new MediaStream([track])),
      'port.postMessage(track)': (track) => channel().postMessage(track),
      'port.postMessage(track, [track])': (track) => channel().postMessage(track, [track]),
      'window.postMessage(track)': (track) => window.postMessage(track),
      'window.postMessage(track, {transfer})': (track) =>
        window.postMessage(track, { transfer: [track] }),
      "window.postMessage(track, '*', [track])": (track) => window.postMessage(track, '*', [track]),
      'worker.postMessage(track)': (track) => worker().postMessage(track),
      'worker.postMessage({track}, [track])': (track) => worker().postMessage({ track }, [track]),
      'BroadcastChannel.postMessage(track)': (track) =>
        new BroadcastChannel('a').postMessage(track),
      'history.pushState(track)': (track) => history.pushState(track, ''),
      'IndexedDB, JSON and the like': (track) => JSON.stringify({ track }),
    }),
  ).map(([name, send]) => [name, () => withCamera(send)]),
);

/**
 * @param {Cases} cases
 * @returns {Promise<Record<string, unknown>>} the answers by the cases' names
 */
export async function run(cases) {
  /** @type {Record<string, unknown>} */
  const answers = {};
  for (const [name, answer] of Object.entries(cases)) {
    try {
      answers[name] = await answer();
    } catch (error) {
      answers[name] = { broken: String(error) };
    }
  }
  return answers;
}
