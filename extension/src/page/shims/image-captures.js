/**
 * ImageCapture's photos of tracks of ours, which the browser takes of a camera's own tracks alone:
 * the content script, which has the camera, decides what they may show.
 */

import { isObject } from '../../shared/objects.js';
import { hidingFrames } from '../native-looks.js';

/** @typedef {import('../page-tracks.js').PageTracks} PageTracks */
/** @typedef {import('../natives.js').Natives} Natives */

/** @typedef {(this: ImageCapture, ...args: unknown[]) => Promise<unknown>} Method */

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Natives} natives
 * @param {PageTracks} tracks
 */
export function shimImageCaptures(window, patches, natives, tracks) {
  const prototype = window.ImageCapture?.prototype;
  for (const name of /** @type {const} */ ([
    'getPhotoCapabilities',
    'getPhotoSettings',
    'takePhoto',
  ])) {
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
  }

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
   * @param {'getPhotoCapabilities' | 'getPhotoSettings' | 'takePhoto'} name
   * @param {Function} native
   * @param {ImageCapture} capture
   * @param {MediaStreamTrack} track
   * @param {unknown[]} args
   */
  async function ask(name, native, capture, track, args) {
    const takes = name === 'takePhoto';
    const given = takes && args.length > 0 ? [readSettings(args[0])] : [];
    const isLive = natives.trackReadyState(track) === 'live' && natives.isEnabled(track);
    if (!isLive || tracks.tell('muted', track)) return natives.apply(native, capture, given);
    if (takes) {
      try {
        await natives.apply(native, capture, given);
      } catch (error) {
        // Of this track it takes none; of what it would take of no track, it has said why.
        if (error instanceof TypeError) throw error;
      }
    }
    return tracks.photo(name, track, given[0]);
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
  const copy = { __proto__: null };
  const { fillLightMode, imageHeight, imageWidth, redEyeReduction } = /** @type {any} */ (settings);
  if (fillLightMode !== undefined) copy.fillLightMode = `${fillLightMode}`;
  if (imageHeight !== undefined) copy.imageHeight = +imageHeight;
  if (imageWidth !== undefined) copy.imageWidth = +imageWidth;
  if (redEyeReduction !== undefined) copy.redEyeReduction = !!redEyeReduction;
  return copy;
}
