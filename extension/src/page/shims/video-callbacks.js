/**
 * requestVideoFrameCallback of elements that show a track of ours: the times are those of the
 * camera's frame, whoever made the one that is shown, and its mask comes with them.
 */

import { at } from '../../shared/lists.js';
import { trackShownBy } from '../shown-track.js';

/** @typedef {import('../known-frames.js').KnownFrames} KnownFrames */
/** @typedef {import('../page-tracks.js').PageTracks} PageTracks */
/** @typedef {import('../natives.js').Natives} Natives */

const { round } = Math;
const { hasOwn } = Object;

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Natives} natives
 * @param {PageTracks} tracks
 * @param {KnownFrames} known
 */
export function shimVideoCallbacks(window, patches, natives, tracks, known) {
  patches.method(
    window.HTMLVideoElement?.prototype,
    'requestVideoFrameCallback',
    (native) =>
      /** @type {{m(this: HTMLVideoElement, ...args: unknown[]): unknown}} */ ({
        m(...args) {
          const callback = at(args, 0);
          if (typeof callback !== 'function') return natives.apply(native, this, args);
          /** @type {VideoFrameRequestCallback} */
          const ours = (now, metadata) => {
            let told = metadata;
            try {
              told = tell(natives, tracks, known, this, metadata);
            } finally {
              // Called by the browser itself, as soon as this returns: whatever the callback throws
              // is reported as its own.
              natives.queueMicrotask(natives.bind(callback, undefined, now, told));
            }
          };
          return natives.apply(native, this, [ours]);
        },
      }).m,
  );
}

/**
 * @param {Natives} natives
 * @param {PageTracks} tracks
 * @param {KnownFrames} known
 * @param {HTMLVideoElement} element
 * @param {VideoFrameCallbackMetadata} metadata the browser's
 * @returns {VideoFrameCallbackMetadata} of the camera's frame that the element shows
 */
function tell(natives, tracks, known, element, metadata) {
  const track = trackShownBy(natives, tracks, element);
  if (!track) return metadata;
  const { mediaTime, width, height } = metadata;
  // Of a frame that is black because its track is disabled, the browser tells none.
  const captureTime = hasOwn(metadata, 'captureTime') ? (metadata.captureTime ?? null) : null;
  const shown = tracks.shown(track, round(mediaTime * 1e6), captureTime);
  if (!shown) return metadata;
  const { media_us, captured_ms, record } = shown;
  const mask = record?.mask && known.paint(record.mask, width, height);
  return {
    ...(mask ? { backgroundSegmentationMask: mask } : {}),
    ...metadata,
    ...(captureTime === null || captured_ms === null ? {} : { captureTime: rounded(captured_ms) }),
    mediaTime: media_us / 1e6,
  };
}

/**
 * @param {number} time_ms
 * @returns {number} as the browser rounds what it tells a page
 */
function rounded(time_ms) {
  return round(time_ms * 10) / 10;
}
