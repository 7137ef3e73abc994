/** Whatever reads a stream of frames of ours. */

import { each } from '../../shared/lists.js';
import { hidingFrames } from '../promises.js';

const { asyncIterator } = Symbol;

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {import('../frame-natives.js').FrameNatives} natives
 * @param {import('../frame-streams.js').FrameStreams} streams
 */
export function shimStreamReading(window, patches, natives, streams) {
  const stream = window.ReadableStream.prototype;
  /** @typedef {(this: ReadableStream, ...args: unknown[]) => unknown} Method */
  each(['getReader', 'pipeThrough', 'values'], (name) => {
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
  });
  patches.method(
    stream,
    'pipeTo',
    (native) =>
      /** @type {{m: Method}} */ ({
        m(...args) {
          return hidingFrames(natives.apply(native, streams.forReading(this), args));
        },
      }).m,
  );
  patches.method(
    stream,
    'tee',
    (native) =>
      /** @type {{m: Method}} */ ({
        m(...args) {
          const branches = natives.apply(native, streams.forReading(this), args);
          streams.derive(this, branches[0]);
          streams.derive(this, branches[1]);
          return branches;
        },
      }).m,
  );
  // One function, as the browser's.
  patches.alias(stream, asyncIterator, 'values');
  patches.method(
    stream,
    'cancel',
    (native) =>
      /** @type {{m: Method}} */ ({
        m(...args) {
          const read = streams.inPlaceOf(this);
          const refused = isRefused(natives, read);
          const canceled = natives.apply(native, read, args);
          // No error of the browser's comes of what it takes, and its own promise settles sooner.
          return refused ? hidingFrames(canceled) : canceled;
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

/**
 * @param {import('../frame-natives.js').FrameNatives} natives
 * @param {ReadableStream} stream
 * @returns {boolean} whether the browser does not cancel it: it is somebody's, or no stream
 */
function isRefused(natives, stream) {
  try {
    return natives.isLocked(stream);
  } catch {
    return true;
  }
}
