/**
 * MediaStreamTrackProcessor for tracks of ours. A page gets the browser's own stream, so that it can
 * be transferred as such; whoever reads it on the page reads through another, which sees each frame.
 */

import { hideFrames } from '../native-looks.js';

/** @typedef {import('../natives.js').Natives} Natives */

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Natives} natives
 * @param {import('../page-tracks.js').PageTracks} tracks
 * @param {(frame: VideoFrame, track: MediaStreamTrack) => void} visit
 */
export function shimProcessors(window, patches, natives, tracks, visit) {
  /** @type {WeakMap<object, MediaStreamTrack>} */
  const processors = new WeakMap();
  /** The browser's streams, with the track that each is of. @type {WeakMap<object, MediaStreamTrack>} */
  const streams = new WeakMap();
  /** What is read in their place. @type {WeakMap<object, ReadableStream<VideoFrame>>} */
  const tagged = new WeakMap();
  const Processor = new Proxy(natives.MediaStreamTrackProcessor, {
    construct: function trap(target, args, newTarget) {
      try {
        const [init] = args;
        // Read once, as the browser would, in the order in which it would.
        const maxBufferSize = init?.maxBufferSize;
        const track = init?.track;
        if (!tracks.has(track)) return Reflect.construct(target, args, newTarget);
        const own = { track, ...(maxBufferSize === undefined ? {} : { maxBufferSize }) };
        const processor = Reflect.construct(target, [own], newTarget);
        processors.set(processor, track);
        return processor;
      } catch (error) {
        throw hideFrames(error, trap);
      }
    },
  });
  patches.method(window, 'MediaStreamTrackProcessor', () => Processor);
  const prototype = window.MediaStreamTrackProcessor.prototype;
  patches.method(prototype, 'constructor', () => Processor);
  patches.getter(prototype, 'readable', (native) => {
    const shim = {
      /** @this {object} */
      readable() {
        const stream = natives.apply(native, this, []);
        const track = processors.get(this);
        if (track) streams.set(stream, track);
        return stream;
      },
    };
    return shim.readable;
  });

  /** @param {ReadableStream<VideoFrame>} stream one that somebody is about to read */
  const forReading = (stream) => {
    const track = streams.get(stream);
    if (!track) return stream;
    const own = tagged.get(stream) ?? tag(natives, stream, (frame) => visit(frame, track));
    tagged.set(stream, own);
    return own;
  };
  const stream = window.ReadableStream.prototype;
  for (const name of ['getReader', 'pipeThrough', 'pipeTo', 'tee', 'values']) {
    patches.method(
      stream,
      name,
      (native) =>
        /** @type {{m(this: ReadableStream, ...args: unknown[]): unknown}} */ ({
          m(...args) {
            return natives.apply(native, forReading(this), args);
          },
        }).m,
    );
  }
  patches.method(stream, Symbol.asyncIterator, () => stream.values);
  patches.method(
    stream,
    'cancel',
    (native) =>
      /** @type {{m(this: ReadableStream, ...args: unknown[]): unknown}} */ ({
        m(...args) {
          return natives.apply(native, tagged.get(this) ?? this, args);
        },
      }).m,
  );
  patches.getter(
    stream,
    'locked',
    (native) =>
      /** @type {{g(): unknown}} */ ({
        g() {
          return natives.apply(native, tagged.get(this) ?? this, []);
        },
      }).g,
  );
}

/**
 * The same stream, each frame seen by `visit` first. Pulls only when pulled: no frame waits in it.
 * @param {Natives} natives
 * @param {ReadableStream<VideoFrame>} stream
 * @param {(frame: VideoFrame) => void} visit
 * @returns {ReadableStream<VideoFrame>}
 */
function tag(natives, stream, visit) {
  const reader = natives.getReader(stream);
  let over = false;
  /** @param {ReadableStreamDefaultController<VideoFrame>} controller */
  const close = (controller) => {
    if (!over) controller.close();
    over = true;
  };
  /**
   * Also when nobody reads: a reader's `closed` tells of the track's end.
   * @param {ReadableStreamDefaultController<VideoFrame>} controller
   */
  const closeWithTrack = async (controller) => {
    try {
      await natives.readerClosed(reader);
      close(controller);
    } catch (error) {
      controller.error(error);
    }
  };
  return new natives.ReadableStream(
    {
      start(controller) {
        void closeWithTrack(controller);
      },
      async pull(controller) {
        const { value, done } = await natives.readFrame(reader);
        if (done) {
          close(controller);
          return;
        }
        // It was on its way when nobody wanted it any more.
        if (over) {
          natives.closeFrame(value);
          return;
        }
        visit(value);
        controller.enqueue(value);
      },
      cancel(reason) {
        over = true;
        return natives.cancelReader(reader, reason);
      },
    },
    { highWaterMark: 0 },
  );
}
