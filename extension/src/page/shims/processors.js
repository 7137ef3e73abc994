/** MediaStreamTrackProcessor for tracks of ours, and whatever reads its stream. */

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
  const processors = new WeakMap();
  const native = window.MediaStreamTrackProcessor;
  const Processor = standInConstructor(native, (args, newTarget) => {
    const init = readInit(args[0]);
    const processor = natives.construct(native, init ? [init] : args, newTarget);
    if (init && tracks.has(init.track)) natives.mapSet(processors, processor, init.track);
    return processor;
  });
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
  shimReading(window, patches, natives, streams);
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

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Natives} natives
 * @param {FrameStreams} streams
 */
function shimReading(window, patches, natives, streams) {
  const stream = window.ReadableStream.prototype;
  /** @typedef {(this: ReadableStream, ...args: unknown[]) => unknown} Method */
  for (const name of ['getReader', 'pipeThrough', 'pipeTo', 'tee', 'values']) {
    patches.method(
      stream,
      name,
      (native) =>
        /** @type {{m: Method}} */ ({
          m(...args) {
            return natives.apply(native, streams.forReading(this), args);
          },
        }).m,
    );
  }
  // One function, as the browser's.
  const iterator = /** @type {PropertyDescriptor} */ (
    Reflect.getOwnPropertyDescriptor(stream, Symbol.asyncIterator)
  );
  Reflect.defineProperty(stream, Symbol.asyncIterator, { ...iterator, value: stream.values });
  patches.also(() => Reflect.defineProperty(stream, Symbol.asyncIterator, iterator));
  patches.method(
    stream,
    'cancel',
    (native) =>
      /** @type {{m: Method}} */ ({
        m(...args) {
          return natives.apply(native, streams.inPlaceOf(this), args);
        },
      }).m,
  );
  patches.getter(
    stream,
    'locked',
    (native) =>
      /** @type {{g(this: ReadableStream): unknown}} */ ({
        g() {
          return natives.apply(native, streams.inPlaceOf(this), []);
        },
      }).g,
  );
}
