/**
 * getUserMedia, in its modern and its legacy forms. The browser's own is called only with what asks
 * for no camera, or when what comes of it is thrown away: a page may have replaced any function with
 * which its words are read, and leave as little of the stack as it likes.
 */

import { at, bare, each } from '../../shared/lists.js';
import { readRequest } from '../media-request.js';
import { hideFrames } from '../native-looks.js';
import { hidingFrames, unboxing, unscripted, unseen } from '../promises.js';

/** @typedef {import('../page-tracks.js').PageTracks} PageTracks */
/** @typedef {{stream: MediaStream}} Opened inherits nothing */
/** @typedef {import('../natives.js').Natives} Natives */
/** @typedef {import('../../shared/constraints.js').Split} Split */

const NOTHING_ASKED = 'At least one of audio and video must be requested';
/** Refused in any case: for itself, or because nothing is there that could open a camera. */
const NOTHING = /** @type {MediaStreamConstraints} */ (Object.freeze({ __proto__: null }));
const LEGACY = ['getUserMedia', 'webkitGetUserMedia'];
const METHOD = "Failed to execute 'getUserMedia' on 'MediaDevices'";

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Natives} natives
 * @param {PageTracks} tracks
 */
export function shimGetUserMedia(window, patches, natives, tracks) {
  const navigator = window.Navigator?.prototype;
  const own = natives.mediaDevices(window.navigator);
  each(LEGACY, (name) => patches.method(navigator, name, legacy(natives, tracks, name)));
  // At the end: a document with this counts as guarded.
  patches.method(
    window.MediaDevices?.prototype,
    'getUserMedia',
    () =>
      /** @type {{m(this: MediaDevices, c?: unknown): Promise<MediaStream>}} */ ({
        m(constraints) {
          // A method outlives its window, and may be called on the devices of another one.
          if (this !== own && isGone(window, natives)) {
            return natives.apply(this.getUserMedia, this, [constraints]);
          }
          return modern({ window, own }, natives, tracks, this, constraints);
        },
      }).m,
  );
}

/**
 * @param {{window: typeof globalThis, own: MediaDevices}} realm whose method it is
 * @param {Natives} natives
 * @param {PageTracks} tracks
 * @param {MediaDevices} devices
 * @param {unknown} constraints a MediaStreamConstraints
 * @returns {Promise<MediaStream>}
 */
function modern({ window, own }, natives, tracks, devices, constraints) {
  /** @type {import('../media-request.js').Request} */
  let request;
  try {
    request = readRequest(natives, devices, constraints);
  } catch (error) {
    return natives.reject(hideFrames(error)); // what a getter of the page's has thrown
  }
  const { asked, video, refused, refusal } = request;
  if (devices === own && isGone(window, natives)) return natives.getUserMedia(devices, NOTHING);
  const words = request.empty ? NOTHING_ASKED : refusal;
  if (words) return natives.reject(refusing(natives, words, METHOD));
  if (refused) return hidingFrames(refuse(natives, devices, asked));
  if (video) return unboxing(openCamera(natives, tracks, asked, video), ({ stream }) => stream);
  if (asked?.audio) return unscripted(natives.boundGetUserMedia(devices), asked);
  return hidingFrames(natives.getUserMedia(devices, asked));
}

/**
 * What the browser refuses at once is refused at once, in its words.
 * @param {Natives} natives
 * @param {string} words
 * @param {string} failed what has failed
 */
function refusing(natives, words, failed) {
  const error = hideFrames(new natives.TypeError(words));
  error.message = `${failed}: ${words}`;
  return error;
}

/**
 * @param {typeof globalThis} window
 * @param {Natives} natives
 * @returns {boolean} whether its document has left it, as when its frame was removed
 */
function isGone(window, natives) {
  try {
    return natives.viewOf(window.document) === null;
  } catch {
    return true; // another origin's document has come
  }
}

/**
 * @param {Natives} natives
 * @param {MediaDevices} devices
 * @param {MediaStreamConstraints | undefined} asked what the browser will refuse, and say why
 * @returns {Promise<never>}
 */
async function refuse(natives, devices, asked) {
  throw unwanted(natives, await unseen(natives.getUserMedia(devices, asked)));
}

/**
 * @param {Natives} natives
 * @param {PageTracks} tracks
 * @param {string} name of the method
 */
function legacy(natives, tracks, name) {
  return (/** @type {Function} */ native) =>
    /** @type {{m(this: Navigator, ...args: unknown[]): void}} */ ({
      m(...args) {
        const succeeded = at(args, 1);
        const failed = at(args, 2);
        if (!isCallable(succeeded) || !isCallable(failed)) {
          natives.apply(native, this, args); // fails
          return;
        }
        const { asked, video, refused, refusal } = readLegacy(this, at(args, 0));
        if (refusal) throw refusing(natives, refusal, failedLegacy(name));
        if (video && !refused) {
          const opened = openCamera(natives, tracks, asked, video);
          void answer(opened, succeeded, failed);
        } else {
          const drop = (/** @type {MediaStream} */ stream) => {
            natives.apply(failed, undefined, [unwanted(natives, stream)]);
          };
          natives.apply(native, this, [asked, refused ? drop : succeeded, failed]);
        }
      },
    }).m;

  /**
   * @param {Navigator} navigator
   * @param {unknown} constraints
   */
  function readLegacy(navigator, constraints) {
    let devices;
    try {
      devices = natives.mediaDevices(navigator);
    } catch {
      return { asked: undefined, video: null, refused: false, refusal: null }; // no navigator
    }
    return readRequest(natives, devices, constraints);
  }

  /**
   * @param {Promise<Opened>} opened
   * @param {Function} succeeded
   * @param {Function} failed
   */
  async function answer(opened, succeeded, failed) {
    let callback = succeeded;
    /** @type {unknown} */
    let result;
    try {
      result = (await unseen(opened)).stream;
    } catch (error) {
      callback = failed;
      result = hideFrames(error);
      if (natives.isTypeError(error)) nameMethod(natives, error, name);
    }
    try {
      natives.apply(callback, undefined, [result]);
    } catch (error) {
      natives.reportError(error);
    }
  }
}

/**
 * @param {Natives} natives
 * @param {PageTracks} tracks
 * @param {MediaStreamConstraints | undefined} asked
 * @param {Split} video
 * @returns {Promise<Opened>}
 */
async function openCamera(natives, tracks, asked, video) {
  const opened = await unseen(tracks.open(asked?.audio, video));
  return bare({ stream: new natives.MediaStream(opened.tracks) });
}

/**
 * @param {Natives} natives
 * @param {TypeError} error that names the modern method
 * @param {string} name of the legacy one
 */
function nameMethod(natives, error, name) {
  const { indexOf, slice } = natives;
  const { message } = error;
  const found = indexOf(message, METHOD);
  if (found < 0) return;
  const failed = failedLegacy(name);
  error.message = slice(message, 0, found) + failed + slice(message, found + METHOD.length);
}

/** @param {string} name of the legacy method */
function failedLegacy(name) {
  return `Failed to execute '${name}' on 'Navigator'`;
}

/**
 * @param {Natives} natives
 * @param {MediaStream} stream of the browser's, which was to refuse it
 * @returns {TypeError}
 */
function unwanted(natives, stream) {
  each(natives.getTracks(stream), natives.stopTrack);
  return new natives.TypeError('The provided value cannot be converted.');
}

/**
 * `typeof` calls document.all undefined; it can be called all the same.
 * @param {unknown} value
 * @returns {value is Function}
 */
function isCallable(value) {
  return typeof value === 'function' || (typeof value === 'undefined' && value !== undefined);
}
