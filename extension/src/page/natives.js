/**
 * The browser's own functions, taken before any script of the page runs: what the page replaces
 * later is not what we call.
 */

import { getter, uncurry } from './uncurried.js';

/** True where this browser has everything that the effects need. */
export const supported =
  typeof globalThis.MediaDevices === 'function' &&
  typeof globalThis.MediaStreamTrackProcessor === 'function' &&
  typeof globalThis.MediaStreamTrackGenerator === 'function' &&
  typeof globalThis.RTCPeerConnection === 'function' &&
  typeof globalThis.VideoFrame === 'function' &&
  typeof globalThis.VideoFrame.prototype.metadata === 'function';

/** @returns {ReturnType<typeof capture>} */
export function captureNatives() {
  return capture();
}

function capture() {
  const { MediaStream, MediaStreamTrack, MediaDevices, VideoFrame, CustomEvent } = globalThis;
  const functionSource = uncurry(Function.prototype.toString);
  const includes = uncurry(String.prototype.includes);
  const { DOMException, OverconstrainedError, MediaStreamTrackEvent, EventTarget } = globalThis;
  return Object.freeze({
    MediaStream,
    MediaStreamTrackProcessor: globalThis.MediaStreamTrackProcessor,
    MediaStreamTrackEvent,
    OffscreenCanvas: globalThis.OffscreenCanvas,
    CustomEvent,
    DOMException,
    OverconstrainedError,
    Promise: globalThis.Promise,
    apply: Reflect.apply,
    arrayFrom: Array.from.bind(Array),
    /** @param {Function} fn */
    isNative: (fn) => includes(functionSource(fn), '[native code]'),
    getUserMedia: uncurry(MediaDevices.prototype.getUserMedia),
    getSupportedConstraints: uncurry(MediaDevices.prototype.getSupportedConstraints),
    cloneTrack: uncurry(MediaStreamTrack.prototype.clone),
    stopTrack: uncurry(MediaStreamTrack.prototype.stop),
    getTracks: uncurry(MediaStream.prototype.getTracks),
    ReadableStream: globalThis.ReadableStream,
    /** @type {(stream: ReadableStream<VideoFrame>) => ReadableStreamDefaultReader<VideoFrame>} */
    getReader: uncurry(/** @type {any} */ (ReadableStream.prototype).getReader),
    /** @type {(reader: ReadableStreamDefaultReader<VideoFrame>) => Promise<ReadableStreamReadResult<VideoFrame>>} */
    readFrame: uncurry(ReadableStreamDefaultReader.prototype.read),
    cancelReader: uncurry(ReadableStreamDefaultReader.prototype.cancel),
    closeFrame: uncurry(VideoFrame.prototype.close),
    frameTimestamp: getter(VideoFrame, 'timestamp'),
    frameDisplayWidth: getter(VideoFrame, 'displayWidth'),
    frameDisplayHeight: getter(VideoFrame, 'displayHeight'),
    eventDetail: getter(CustomEvent, 'detail'),
    eventTrack: getter(MediaStreamTrackEvent, 'track'),
    addEventListener: uncurry(EventTarget.prototype.addEventListener),
    removeEventListener: uncurry(EventTarget.prototype.removeEventListener),
    dispatchEvent: uncurry(EventTarget.prototype.dispatchEvent),
  });
}

/** @typedef {ReturnType<typeof capture>} Natives */
