/**
 * Copies of frames that the browser makes: structured clones, and what comes by messages. Nothing is
 * done to a message that is sent: a function of ours between the caller and `postMessage` would be
 * its `source`.
 */

import { at } from '../../shared/lists.js';
import { ownerOf } from '../../shared/uncurried.js';
import { eachPair } from '../clone-walk.js';

/** @typedef {import('../frame-streams.js').FrameStreams} FrameStreams */
/** @typedef {import('../known-frames.js').KnownFrames} KnownFrames */
/** @typedef {import('../frame-natives.js').FrameNatives} FrameNatives */
/** @typedef {import('../page-tracks.js').PageTracks} PageTracks */

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {FrameNatives} natives
 * @param {Pick<PageTracks, 'record'>} tracks
 * @param {KnownFrames} known
 * @param {FrameStreams} streams
 */
export function shimFrameCopies(window, patches, natives, tracks, known, streams) {
  /**
   * @param {object} original
   * @param {object} clone
   */
  const copy = (original, clone) => {
    if (natives.isFrame(clone)) known.set(clone, known.get(/** @type {VideoFrame} */ (original)));
    streams.copy(original, clone);
  };
  patches.method(
    ownerOf(window, 'structuredClone'), // in a worker it is inherited
    'structuredClone',
    (native) =>
      /** @type {{m(this: unknown, ...args: unknown[]): unknown}} */ ({
        m(...args) {
          const clone = natives.apply(native, this, args);
          if (known.any || streams.any) eachPair(at(args, 0), clone, copy);
          return clone;
        },
      }).m,
  );

  /** @param {VideoFrame} frame that nobody here has made */
  const recognize = (frame) => {
    if (known.get(frame) || known.recognize(frame)) return;
    const timestamp_us = natives.frameTimestamp(frame);
    streams.someAway((track) => {
      const record = tracks.record(track, timestamp_us);
      known.setRecord(frame, record);
      return record !== undefined;
    });
  };
  /** @param {object} value */
  const receive = (value) => {
    if (natives.isFrame(value)) recognize(value);
    else if (natives.isStream(value) && streams.someAway(() => true)) {
      streams.watch(value, recognize);
    }
  };
  /** @type {WeakSet<object>} */
  const received = new natives.WeakSet();
  patches.getter(
    window.MessageEvent?.prototype,
    'data',
    (native) =>
      /** @type {{g(this: Event): unknown}} */ ({
        g() {
          const data = natives.apply(native, this, []);
          if (!(known.any || streams.any) || !natives.isTrusted(this)) return data;
          if (natives.setHas(received, this)) return data;
          natives.setAdd(received, this);
          eachPair(data, data, (value) => receive(value));
          return data;
        },
      }).g,
  );
}
