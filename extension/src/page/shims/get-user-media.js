/** getUserMedia, in its modern and its legacy forms. */

import { isObject, splitConstraints } from '../../shared/constraints.js';

/** @typedef {import('../page-tracks.js').PageTracks} PageTracks */
/** @typedef {import('../natives.js').Natives} Natives */

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Natives} natives
 * @param {PageTracks} tracks
 */
export function shimGetUserMedia(window, patches, natives, tracks) {
  const navigator = window.Navigator?.prototype;
  patches.method(navigator, 'getUserMedia', legacy(natives, tracks));
  patches.method(navigator, 'webkitGetUserMedia', legacy(natives, tracks));
  // At the end: a document with this counts as guarded.
  patches.method(
    window.MediaDevices?.prototype,
    'getUserMedia',
    () =>
      /** @type {{m(this: MediaDevices, c?: unknown): Promise<MediaStream>}} */ ({
        m(constraints) {
          return openCamera(natives, tracks, this, constraints);
        },
      }).m,
  );
}

/**
 * @param {Natives} natives
 * @param {PageTracks} tracks
 */
function legacy(natives, tracks) {
  return () =>
    /** @type {{m(this: Navigator, c: unknown, ok: Function, failed: Function): void}} */ ({
      m(constraints, succeeded, failed) {
        openCamera(natives, tracks, this.mediaDevices, constraints).then(
          (stream) => succeeded(stream),
          (error) => failed(error),
        );
      },
    }).m;
}

/**
 * @param {Natives} natives
 * @param {PageTracks} tracks
 * @param {MediaDevices} devices
 * @param {unknown} constraints a MediaStreamConstraints
 */
async function openCamera(natives, tracks, devices, constraints) {
  const asked = readConstraints(constraints);
  if (!asked) return natives.getUserMedia(devices, /** @type {any} */ (constraints));
  const { audio, video } = asked;
  // Compared, because document.all is false and a set of constraints all the same.
  if (video === undefined || video === false) return natives.getUserMedia(devices, asked);
  const names = natives.keys(natives.getSupportedConstraints(devices));
  const forAudio = isObject(audio) ? splitConstraints(audio, names).native : audio;
  const forVideo = splitConstraints(isObject(video) ? video : {}, names);
  return new natives.MediaStream(await tracks.open(forAudio, forVideo));
}

/**
 * Reads a MediaStreamConstraints as WebIDL does, each member once, so that the browser is given what
 * was judged: any object is a dictionary, a function too; null is an empty set of constraints.
 * @param {unknown} constraints
 * @returns {MediaStreamConstraints | null} null for what is no dictionary: the browser says why
 */
function readConstraints(constraints) {
  if (!isObject(constraints)) return null;
  const { audio, video } = /** @type {MediaStreamConstraints} */ (constraints);
  /** @type {any} */
  const read = { __proto__: null }; // or the browser would find what the page lets objects inherit
  if (audio !== undefined) read.audio = readMember(audio);
  if (video !== undefined) read.video = readMember(video);
  return read;
}

/**
 * @param {unknown} member (boolean or MediaTrackConstraints)
 * @returns {boolean | MediaTrackConstraints}
 */
function readMember(member) {
  if (member === null) return {};
  return isObject(member) ? /** @type {MediaTrackConstraints} */ (member) : !!member;
}
