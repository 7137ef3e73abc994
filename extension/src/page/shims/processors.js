/** MediaStreamTrackProcessor for tracks of ours. */

import { at } from '../../shared/lists.js';
import { standInConstructor } from '../native-looks.js';

/** @typedef {import('../natives.js').Natives} Natives */
/** @typedef {import('../frame-streams.js').FrameStreams} FrameStreams */

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Natives} natives
 * @param {import('../page-tracks.js').PageTracks} tracks
 * @param {FrameStreams} streams
 * @param {(frame: VideoFrame, track: MediaStreamTrack) => void} visit
 */
export function shimProcessors(window, patches, natives, tracks, streams, visit) {
  /** @type {WeakMap<object, MediaStreamTrack>} */
  const processors = new natives.WeakMap();
  const native = window.MediaStreamTrackProcessor;
  const Processor = standInConstructor(native, (args, newTarget) => {
    const given = at(args, 0);
    // Chromium takes the track itself, too.
    const init = isTrack(given) ? undefined : readInit(given);
    const processor = natives.construct(native, init ? [init] : args, newTarget);
    const track = init ? init.track : given;
    if (tracks.has(track)) natives.mapSet(processors, processor, track);
    return processor;
  });
  /** @param {unknown} value of any realm */
  const isTrack = (value) => {
    try {
      natives.trackKind(/** @type {MediaStreamTrack} */ (value));
      return true;
    } catch {
      return false;
    }
  };
  patches.method(window, 'MediaStreamTrackProcessor', () => Processor);
  const prototype = window.MediaStreamTrackProcessor.prototype;
  patches.method(prototype, 'constructor', () => Processor);
  patches.getter(prototype, 'readable', (native) => {
    const shim = {
      /** @this {object} */
      readable() {
        const stream = natives.apply(native, this, []);
        const track = natives.mapGet(processors, this);
        if (track) streams.give(stream, track, (frame) => visit(frame, track));
        return stream;
      },
    };
    return shim.readable;
  });
}

/**
 * Reads it once, as the browser would, in the order in which it would.
 * @param {any} init
 * @returns {any} undefined for what is none: the browser says why
 */
function readInit(init) {
  if (init === null || (typeof init !== 'object' && typeof init !== 'function')) return undefined;
  const { maxBufferSize, track } = init;
  return { __proto__: null, maxBufferSize, track };
}
