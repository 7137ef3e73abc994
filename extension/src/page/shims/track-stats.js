/** MediaStreamTrack.stats, which Chromium has for tracks of a camera only. */

import { each } from '../../shared/lists.js';

/** @typedef {import('../page-tracks.js').PageTracks} PageTracks */
/** @typedef {import('../natives.js').Natives} Natives */
/** @typedef {import('../../shared/worlds.js').FrameCounts} FrameCounts */

const COUNTS = /** @type {const} */ (['deliveredFrames', 'discardedFrames', 'totalFrames']);

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Natives} natives
 * @param {PageTracks} tracks
 */
export function shimTrackStats(window, patches, natives, tracks) {
  const type = /** @type {any} */ (window).MediaStreamTrackVideoStats;
  if (!type) return;
  const { prototype } = type;
  /** One object for each track. @type {WeakMap<object, object>} */
  const statsOf = new natives.WeakMap();
  /** @type {WeakMap<object, MediaStreamTrack>} */
  const trackOf = new natives.WeakMap();
  patches.getter(
    window.MediaStreamTrack?.prototype,
    'stats',
    (native) =>
      /** @type {{g(this: MediaStreamTrack): unknown}} */ ({
        g() {
          if (!tracks.has(this)) return natives.apply(native, this, []);
          const known = natives.mapGet(statsOf, this);
          if (known) return known;
          const stats = natives.create(prototype);
          natives.mapSet(statsOf, this, stats);
          natives.mapSet(trackOf, stats, this);
          return stats;
        },
      }).g,
  );
  each(COUNTS, (name) => {
    patches.getter(
      prototype,
      name,
      (native) =>
        /** @type {{g(this: object): unknown}} */ ({
          g() {
            const track = natives.mapGet(trackOf, this);
            return track ? counts(track)[name] : natives.apply(native, this, []);
          },
        }).g,
    );
  });
  patches.method(
    prototype,
    'toJSON',
    (native) =>
      /** @type {{m(this: object): unknown}} */ ({
        m() {
          const track = natives.mapGet(trackOf, this);
          return track ? counts(track) : natives.apply(native, this, []);
        },
      }).m,
  );

  /** @param {MediaStreamTrack} track */
  function counts(track) {
    return /** @type {FrameCounts} */ (tracks.tell('stats', track));
  }
}
