/** How a dictionary is read, and what is said of one that cannot be. */

import { applied, casesOf, outcome, plain, spy, told, withCamera, withTrack } from './answers.js';

/** What the native implementation reads beyond the two effects. */
const OTHERS = /\b(eyeGazeCorrection|faceFraming)$/;

/** @param {string[]} log */
const known = (log) => log.filter((name) => !OTHERS.test(name));

const thrower = {
  get exact() {
    throw new Error('from the page');
  },
};

/** No dictionaries, or ones that hold what cannot be converted. @type {Record<string, any>} */
const APPLIED = {
  'a number': 5,
  'a string': 'x',
  true: true,
  'a symbol': Symbol('s'),
  'a big number': 1n,
  'an array': [],
  'a function': () => {},
  'advanced null': { advanced: null },
  'advanced number': { advanced: 5 },
  'advanced string': { advanced: 'x' },
  'advanced object': { advanced: {} },
  'advanced empty': { advanced: [] },
  'advanced of a number': { advanced: [5] },
  'advanced of null': { advanced: [null, undefined] },
  'advanced of a string': { advanced: ['x'] },
  'advanced set': { advanced: new Set([{ backgroundBlur: true }]) },
  'advanced not iterable': { advanced: { [Symbol.iterator]: 5 } },
  'a symbol for a number': { width: Symbol('s') },
  'a symbol for a string': { deviceId: Symbol('s') },
  'a symbol in a sequence': { deviceId: [Symbol('s')] },
  'a symbol in a range': { width: { exact: Symbol('s') } },
  'a big number for a number': { width: 1n },
  'no finite number': { frameRate: Number.NaN },
  'a getter that throws': { backgroundBlur: thrower },
  'a native getter that throws': { width: thrower },
  'an advanced getter that throws': { advanced: [{ backgroundSegmentationMask: thrower }] },
};

/** @type {Record<string, any>} */
const OPENED = {
  nothing: undefined,
  'an empty dictionary': {},
  null: null,
  'a number': 5,
  'video false': { video: false },
  'video null': { video: null, audio: false },
  'video a number for a string': { video: { deviceId: { exact: 5 } } },
  'a symbol for a number': { video: { width: Symbol('s') } },
  'a symbol in a range': { video: { width: { exact: Symbol('s') } } },
  'a symbol in audio': { video: true, audio: { sampleRate: Symbol('s') } },
  'advanced of a number': { video: { advanced: [5] } },
  'advanced number': { video: { advanced: 5 } },
  'a getter that throws': { video: { backgroundBlur: thrower } },
  'a getter for video that throws': Object.defineProperty({}, 'video', {
    get: () => thrower.exact,
  }),
  'a getter in audio that throws': { video: true, audio: { echoCancellation: thrower } },
};

/** @returns {import('./answers.js').Cases} */
export function reading() {
  return {
    ...casesOf(APPLIED, 'apply ', (constraints) =>
      withTrack((track) => applied(track, constraints)),
    ),
    ...casesOf(OPENED, 'open ', (constraints) => outcome(() => kindsOpened(constraints))),
    ...ORDER,
  };
}

/** @param {MediaStreamConstraints} constraints */
async function kindsOpened(constraints) {
  const tracks = (await navigator.mediaDevices.getUserMedia(constraints)).getTracks();
  for (const track of tracks) track.stop();
  return tracks.map((track) => track.kind);
}

/** @type {import('./answers.js').Cases} */
const ORDER = {
  'order of reading: apply': () =>
    withTrack(async (track) => {
      /** @type {string[]} */
      const log = [];
      await track.applyConstraints(spy(log));
      return known(log);
    }),
  'order of reading: members': () =>
    withTrack(async (track) => {
      /** @type {string[]} */
      const log = [];
      const members = {
        width: spy(log, {}, 'width.'),
        deviceId: spy(log, {}, 'deviceId.'),
        backgroundBlur: spy(log, { ideal: false }, 'blur.'),
        backgroundSegmentationMask: spy(log, {}, 'mask.'),
        resizeMode: spy(log, {}, 'resizeMode.'),
        torch: spy(log, {}, 'torch.'),
        zoom: spy(log, {}, 'zoom.'),
        pointsOfInterest: spy(log, {}, 'points.'),
        advanced: [spy(log, { backgroundBlur: spy(log, {}, '0.blur.') }, '0.'), spy(log, {}, '1.')],
      };
      await track.applyConstraints(spy(log, members)).catch(() => {});
      return known(log);
    }),
  'order of reading: open': () =>
    outcome(async () => {
      /** @type {string[]} */
      const log = [];
      const video = spy(log, { backgroundBlur: spy(log, {}, 'video.blur.') }, 'video.');
      const audio = spy(log, {}, 'audio.');
      const stream = await navigator.mediaDevices.getUserMedia(spy(log, { video, audio }));
      for (const track of stream.getTracks()) track.stop();
      return known(log);
    }),
  'what is inherited counts': () =>
    withTrack(async (track) => applied(track, Object.create({ backgroundBlur: { ideal: true } }))),
  'constraints of the camera': () =>
    withCamera({ width: { ideal: 320 }, height: { min: 100, max: 500 } }, async (track) => {
      const opened = told(track);
      const deviceId = /** @type {string} */ (track.getSettings().deviceId);
      await track.applyConstraints({ deviceId: [deviceId], frameRate: { exact: 10 }, height: 240 });
      return { opened, ...told(track), constraints: plain(track.getConstraints()) };
    }),
  'a string for a number': () =>
    withCamera(true, (track) => applied(track, { width: /** @type {any} */ ('320') })),
  'the names of old': () =>
    withCamera(true, async (track) => {
      const answers = [];
      for (const constraints of [
        { mandatory: { maxWidth: 320 } },
        { mandatory: { maxWidth: 320 }, height: 100 },
        { mandatory: { maxWidth: 320 }, backgroundBlur: true },
        { mandatory: { backgroundBlur: true } },
        { optional: [{ maxWidth: 300 }] },
      ]) {
        answers.push(await applied(track, constraints));
      }
      return answers;
    }),
  'sizes stay or go': () =>
    withCamera({ width: 320, height: 240 }, async (track) => {
      const sizes = [];
      for (const constraints of [{ backgroundBlur: false }, {}, { height: 240 }, undefined]) {
        sizes.push(await applied(track, constraints));
      }
      return sizes;
    }),
};
