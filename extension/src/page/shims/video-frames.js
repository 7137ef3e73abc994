/**
 * VideoFrame.metadata() for frames of our tracks. JavaScript properties do not survive the way from
 * a generator to a consumer, timestamps do: a frame is known by the track that it was read from and
 * its timestamp.
 */

import { createMaskPainter } from '../mask-painter.js';
import { shimProcessors } from './processors.js';

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
  shimProcessors(window, patches, natives, tracks, (frame, track) => {
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
        const metadata = natives.apply(native, this, []);
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
        const clone = natives.apply(native, this, []);
        const record = records.get(this);
        if (record) records.set(clone, record);
        return clone;
      },
    };
    return shim.clone;
  };
  patches.method(prototype, 'clone', clone);
}
