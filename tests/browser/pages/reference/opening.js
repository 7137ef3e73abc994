/** getUserMedia with the effects in it. */

import { casesOf, closeCamera, EFFECTS, failure, outcome, plain, told } from './answers.js';

/** @typedef {import('./answers.js').Effect} Effect */

/** @typedef {Record<string, (p: Effect) => MediaStreamConstraints>} Table */

/** @type {Table} */
const ALONE = {
  'bare true': (p) => video({ [p]: true }),
  'bare false': (p) => video({ [p]: false }),
  'ideal true': (p) => video({ [p]: { ideal: true } }),
  'ideal false': (p) => video({ [p]: { ideal: false } }),
  'exact true': (p) => video({ [p]: { exact: true } }),
  'exact false': (p) => video({ [p]: { exact: false } }),
  'exact and ideal': (p) => video({ [p]: { exact: null, ideal: true } }),
  'exact with width impossible': (p) => video({ [p]: { exact: true }, width: { exact: 99999 } }),
  'exact both': () =>
    video({ backgroundSegmentationMask: { exact: true }, backgroundBlur: { exact: true } }),
  'exact undefined': (p) => video({ [p]: { exact: undefined } }),
  'an empty dictionary': (p) => video({ [p]: {} }),
  null: (p) => video({ [p]: null }),
  'a string': (p) => video({ [p]: 'x' }),
  'with unknown members': (p) => video({ [p]: true, unknown: 1, backgroundMask: true }),
  both: () => video({ backgroundSegmentationMask: true, backgroundBlur: { ideal: true } }),
};

/** @type {Table} */
const ADVANCED = {
  'advanced true': (p) => video({ advanced: [{ [p]: true }] }),
  'advanced exact true': (p) => video({ advanced: [{ [p]: { exact: true } }] }),
  'advanced ideal true': (p) => video({ advanced: [{ [p]: { ideal: true } }] }),
  'advanced true, false': (p) => video({ advanced: [{ [p]: true }, { [p]: false }] }),
  'false, advanced true': (p) => video({ [p]: false, advanced: [{ [p]: true }] }),
  'advanced with width impossible': (p) => video({ advanced: [{ width: 99999, [p]: true }] }),
  'advanced with width': (p) => video({ advanced: [{ width: 320, [p]: true }] }),
  'advanced after width impossible': (p) => video({ advanced: [{ width: 99999 }, { [p]: true }] }),
  'advanced with nothing else': (p) => video({ advanced: [{}, { [p]: true }, { width: {} }] }),
};

/** @type {Table} */
const BESIDES = {
  'with width': (p) => video({ [p]: true, width: 320 }),
  'with width exact': (p) => video({ [p]: true, width: { exact: 320 }, height: { ideal: 240 } }),
  'with width impossible': (p) => video({ [p]: true, width: { exact: 99999 } }),
  'with width in a range': (p) => video({ [p]: true, width: { min: 320, max: 320 } }),
  'with frame rate': (p) => video({ [p]: true, frameRate: { exact: 10 } }),
  'with another device': (p) => video({ [p]: true, deviceId: { exact: 'none' } }),
  'with aspect ratio': (p) =>
    video({ [p]: { ideal: true }, aspectRatio: 4 / 3, resizeMode: 'none' }),
  'with audio': (p) => ({ video: { [p]: true }, audio: true }),
  'in audio': (p) => ({ video: true, audio: { [p]: { exact: true } } }),
  'in audio alone': (p) => ({ audio: { [p]: { exact: true }, echoCancellation: true } }),
};

/** Other names, old or foreign: nothing is known by them. */
const FOREIGN = ['backgroundMask', 'backgroundBlurMode', 'backgroundReplacement', 'max'];

/** @param {any} constraints */
function video(constraints) {
  return { video: constraints };
}

/**
 * @param {MediaStreamConstraints} constraints
 * @returns {Promise<unknown>}
 */
async function opened(constraints) {
  await closeCamera();
  try {
    const stream = await navigator.mediaDevices.getUserMedia(constraints);
    const tracks = stream.getTracks();
    const answer = tracks.map((track) =>
      track.kind === 'video'
        ? { ...told(track), can: can(track) }
        : { audio: Object.keys(track.getConstraints()) },
    );
    for (const track of tracks) track.stop();
    return answer;
  } catch (error) {
    return failure(error);
  }
}

/** @param {MediaStreamTrack} track */
function can(track) {
  const capabilities = /** @type {any} */ (track.getCapabilities());
  return EFFECTS.map((effect) => capabilities[effect]);
}

/**
 * Several, because a tab may have ten connections at once, and then one a second.
 * @param {Effect} p
 * @returns {import('./answers.js').Cases[]}
 */
export function opening(p) {
  return [ALONE, ADVANCED, BESIDES].map((table) =>
    casesOf(table, `open ${p}: `, (constraints) => opened(constraints(p))),
  );
}

/** @returns {import('./answers.js').Cases} */
export function openingAnyway() {
  /** @type {import('./answers.js').Cases} */
  const cases = {};
  for (const name of FOREIGN) {
    cases[`open with ${name}`] = () => opened(video({ [name]: { exact: true } }));
  }
  return {
    ...cases,
    'open with mandatory': () => opened(video({ mandatory: { backgroundBlur: true } })),
    'open with mandatory width': () => opened(video({ mandatory: { maxWidth: 320 } })),
    'open with optional': () => opened(video({ optional: [{ maxWidth: 320 }] })),
    'open with mandatory and an effect': () =>
      opened(video({ mandatory: { maxWidth: 320 }, backgroundBlur: true })),
    'open with max': () => opened(video({ backgroundBlur: { max: true, min: false } })),
    'open by the old names': async () => {
      const old = /** @type {any} */ (navigator);
      const outcomes = [];
      for (const name of ['getUserMedia', 'webkitGetUserMedia']) {
        for (const constraints of [{ video: { backgroundBlur: true } }, {}]) {
          const call = new Promise((resolve, reject) => {
            old[name](constraints, resolve, reject);
          });
          const shown = call.then((stream) => {
            const [track] = stream.getTracks();
            const answer = told(track);
            track.stop();
            return [stream instanceof MediaStream, answer];
          });
          outcomes.push(await outcome(() => shown));
        }
        outcomes.push(await outcome(() => old[name]()));
        outcomes.push(await outcome(() => old[name]({ video: true })));
        outcomes.push(await outcome(() => old[name]({ video: true }, 1, 2)));
        outcomes.push(
          await outcome(() =>
            old[name](
              5,
              () => {},
              () => {},
            ),
          ),
        );
        outcomes.push(
          await outcome(() =>
            old[name].call(
              {},
              { video: true },
              () => {},
              () => {},
            ),
          ),
        );
      }
      return outcomes;
    },
    'settings of an open camera': async () => {
      const [track] = (await navigator.mediaDevices.getUserMedia({ video: true })).getTracks();
      if (!track) return null;
      const answer = [plain(track.getSettings()), plain(track.getCapabilities())];
      track.stop();
      return answer;
    },
  };
}
