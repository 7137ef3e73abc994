/**
 * ImageCapture's photos of tracks of ours, which the browser takes of a camera's own tracks alone:
 * the content script, which has the camera, decides what they may show.
 */

import { at, bare, each, list, put } from '../../shared/lists.js';
import { isObject } from '../../shared/objects.js';
import { hidingFrames, unseen } from '../promises.js';

/** @typedef {import('../page-tracks.js').PageTracks} PageTracks */
/** @typedef {import('../natives.js').Natives} Natives */

/** @typedef {(this: ImageCapture, ...args: unknown[]) => Promise<unknown>} Method */
/** @typedef {typeof METHODS[number]} Name */

const METHODS = /** @type {const} */ (['getPhotoCapabilities', 'getPhotoSettings', 'takePhoto']);

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Natives} natives
 * @param {PageTracks} tracks
 */
export function shimImageCaptures(window, patches, natives, tracks) {
  const prototype = window.ImageCapture?.prototype;
  each(METHODS, (name) => {
    patches.method(
      prototype,
      name,
      (native) =>
        /** @type {{m: Method}} */ ({
          m(...args) {
            const track = trackOf(this);
            return hidingFrames(
              track ? ask(name, native, this, track, args) : natives.apply(native, this, args),
            );
          },
        }).m,
    );
  });

  /**
   * @param {ImageCapture} capture
   * @returns {MediaStreamTrack | undefined} of ours
   */
  function trackOf(capture) {
    if (!tracks.any) return undefined;
    try {
      const track = natives.captureTrack(capture);
      return tracks.has(track) ? track : undefined;
    } catch {
      return undefined; // no ImageCapture
    }
  }

  /**
   * @param {Name} name
   * @param {Function} native
   * @param {ImageCapture} capture
   * @param {MediaStreamTrack} track
   * @param {unknown[]} args
   * @returns {Promise<unknown>}
   */
  function ask(name, native, capture, track, args) {
    const given = list();
    try {
      if (name === 'takePhoto' && args.length > 0) put(given, readSettings(args[0]));
    } catch (error) {
      return natives.reject(error); // what a getter of the page's has thrown
    }
    const isLive = natives.trackReadyState(track) === 'live' && natives.isEnabled(track);
    const isBlack = !isLive || tracks.tell('muted', track);
    return isBlack
      ? natives.apply(native, capture, given)
      : askContent(name, native, capture, track, given);
  }

  /**
   * @param {Name} name
   * @param {Function} native
   * @param {ImageCapture} capture
   * @param {MediaStreamTrack} track
   * @param {unknown[]} given
   */
  async function askContent(name, native, capture, track, given) {
    if (name === 'takePhoto') {
      try {
        await unseen(natives.apply(native, capture, given));
      } catch (error) {
        // Of this track it takes none; of what it would take of no track, it has said why.
        if (natives.isTypeError(error)) throw error;
      }
    }
    return (await unseen(tracks.photo(name, track, at(given, 0)))).value;
  }
}

/**
 * A PhotoSettings, read once, in the order in which the browser reads it.
 * @param {any} settings
 * @returns {unknown} as plain data, which the browser converts as it would the settings
 */
function readSettings(settings) {
  if (!isObject(settings)) return settings;
  /** @type {any} */
  const copy = bare({});
  const { fillLightMode, imageHeight, imageWidth, redEyeReduction } = /** @type {any} */ (settings);
  if (fillLightMode !== undefined) copy.fillLightMode = `${fillLightMode}`;
  if (imageHeight !== undefined) copy.imageHeight = +imageHeight;
  if (imageWidth !== undefined) copy.imageWidth = +imageWidth;
  if (redEyeReduction !== undefined) copy.redEyeReduction = !!redEyeReduction;
  return copy;
}
