/**
 * VideoFrame.metadata() for frames of our tracks. JavaScript properties do not survive the way from
 * a generator to a consumer, timestamps do: a frame is known by the track that it was read from and
 * its timestamp.
 */

import { createMaskPainter } from '../mask-painter.js';

/** @typedef {import('../page-tracks.js').PageTracks} PageTracks */
/** @typedef {import('../../shared/worlds.js').FrameRecord} FrameRecord */
/** @typedef {import('../natives.js').Natives} Natives */
/** @typedef {import('./patch-set.js').PatchSet} PatchSet */

/**
 * @param {typeof globalThis} window
 * @param {PatchSet} patches
 * @param {Natives} natives
 * @param {PageTracks} tracks
 */
export function shimVideoFrames(window, patches, natives, tracks) {
  /** @type {WeakMap<VideoFrame, FrameRecord>} */
  const records = new WeakMap();
  shimProcessor(window, patches, natives, tracks, (frame, track) => {
    const record = tracks.record(track, natives.frameTimestamp(frame));
    if (record) records.set(frame, record);
  });
  const paintMask = createMaskPainter(natives);
  const prototype = window.VideoFrame.prototype;

  /** @param {Function} native */
  const metadata = (native) => {
    const shim = {
      /** @this {VideoFrame} */
      metadata() {
        const metadata = Reflect.apply(native, this, []);
        const record = records.get(this);
        if (!record) return metadata;
        metadata.backgroundBlur = { enabled: record.blurred };
        if (record.mask) {
          const width = natives.frameDisplayWidth(this);
          const height = natives.frameDisplayHeight(this);
          metadata.backgroundSegmentationMask = paintMask(record.mask, width, height);
        }
        return metadata;
      },
    };
    return shim.metadata;
  };
  patches.method(prototype, 'metadata', metadata);

  /** @param {Function} native */
  const clone = (native) => {
    const shim = {
      /** @this {VideoFrame} */
      clone() {
        const clone = Reflect.apply(native, this, []);
        const record = records.get(this);
        if (record) records.set(clone, record);
        return clone;
      },
    };
    return shim.clone;
  };
  patches.method(prototype, 'clone', clone);
}

/**
 * Lets `visit` see each frame that a processor of one of our tracks gives out.
 * @param {typeof globalThis} window
 * @param {PatchSet} patches
 * @param {Natives} natives
 * @param {PageTracks} tracks
 * @param {(frame: VideoFrame, track: MediaStreamTrack) => void} visit
 */
function shimProcessor(window, patches, natives, tracks, visit) {
  /** @type {WeakMap<object, MediaStreamTrack>} */
  const processors = new WeakMap();
  /** @type {WeakMap<object, ReadableStream<VideoFrame>>} */
  const readables = new WeakMap();
  const Processor = new Proxy(natives.MediaStreamTrackProcessor, {
    construct(target, [init, ...rest], newTarget) {
      // Read once, as the browser would, in the order in which it would.
      const maxBufferSize = init?.maxBufferSize;
      const track = init?.track;
      const ours = tracks.has(track);
      const own = ours && { track, ...(maxBufferSize === undefined ? {} : { maxBufferSize }) };
      const processor = Reflect.construct(target, [own || init, ...rest], newTarget);
      if (ours) processors.set(processor, track);
      return processor;
    },
  });
  patches.method(window, 'MediaStreamTrackProcessor', () => Processor);
  const prototype = window.MediaStreamTrackProcessor.prototype;
  patches.method(prototype, 'constructor', () => Processor);
  patches.getter(prototype, 'readable', (native) => {
    const shim = {
      /** @this {object} */
      readable() {
        const stream = Reflect.apply(native, this, []);
        const track = processors.get(this);
        if (!track) return stream;
        const readable = readables.get(this) ?? tagged(stream, (frame) => visit(frame, track));
        readables.set(this, readable);
        return readable;
      },
    };
    return shim.readable;
  });
}

/**
 * The same stream, each frame seen by `visit` first. Pulls only when pulled: no frame waits in it.
 * @param {ReadableStream<VideoFrame>} stream
 * @param {(frame: VideoFrame) => void} visit
 * @returns {ReadableStream<VideoFrame>}
 */
function tagged(stream, visit) {
  const reader = stream.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        const { value, done } = await reader.read();
        if (done) {
          controller.close();
          return;
        }
        visit(value);
        controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
