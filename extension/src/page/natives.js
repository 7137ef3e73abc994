/**
 * The browser's own functions, taken before any script of the page runs: what the page replaces
 * later is not what we call.
 */

import { nativeEffects } from '../shared/native-effects.js';
import { getter, uncurry, windowGetter } from '../shared/uncurried.js';
import { captureFrameNatives } from './frame-natives.js';
import { captureWorkerNatives } from './worker-natives.js';

/** As arguments they take several times as much of the stack as guarding a document does. */
const SPARE_WORDS = 1024;

/**
 * True where this browser has everything that the effects need. What is only looked for is not made:
 * each of the browser's types takes its time.
 */
export const supported =
  [
    'MediaDevices',
    'MediaStreamTrackProcessor',
    'MediaStreamTrackGenerator',
    'ImageCapture',
    'RTCPeerConnection',
    'VideoFrame',
  ].every((type) => type in globalThis) && 'metadata' in globalThis.VideoFrame.prototype;

/** @returns {ReturnType<typeof capture>} */
export function captureNatives() {
  return capture();
}

function capture() {
  const { MediaStream, MediaStreamTrack, MediaDevices, CustomEvent } = globalThis;
  const { apply } = Reflect;
  const { getUserMedia } = MediaDevices.prototype;
  const isIn = uncurry(Object.prototype.isPrototypeOf);
  const typeError = TypeError.prototype;
  const frameNatives = captureFrameNatives();
  const supportedConstraints = navigator.mediaDevices.getSupportedConstraints();
  const functionSource = uncurry(Function.prototype.toString);
  const includes = uncurry(String.prototype.includes);
  const ownerDocument = getter(Node, 'ownerDocument');
  const defaultView = getter(Document, 'defaultView');
  const noop = () => {};
  const spare = new Array(SPARE_WORDS).fill(0);
  const { HTMLMediaElement, OverconstrainedError, MediaStreamTrackEvent, EventTarget } = globalThis;
  const { queueMicrotask } = globalThis;
  return Object.freeze({
    ...frameNatives,
    MediaStream,
    MediaStreamTrackProcessor: globalThis.MediaStreamTrackProcessor,
    MediaStreamTrackEvent,
    CustomEvent,
    FocusEvent: globalThis.FocusEvent,
    MessageEvent: globalThis.MessageEvent,
    ...captureWorkerNatives(),
    OverconstrainedError,
    TypeError: globalThis.TypeError,
    /**
     * @param {unknown} error
     * @returns {error is TypeError} made in this realm
     */
    isTypeError: (error) => isIn(typeError, /** @type {object} */ (error)),
    create: Object.create,
    indexOf: uncurry(String.prototype.indexOf),
    slice: uncurry(String.prototype.slice),
    reportError: globalThis.reportError,
    /**
     * What follows a call of the browser's must not fail where that call has just succeeded.
     * @throws {RangeError} when little of the stack is left
     */
    checkStack: () => apply(noop, undefined, spare),
    /**
     * The browser's own, which a proxy of it is not: that is printed without a name.
     * @param {Function} fn
     * @param {string} name
     */
    isNative: (fn, name) => {
      const source = functionSource(fn);
      return includes(source, '[native code]') && includes(source, name);
    },
    /** @type {(window: object) => number} how many frames a window of any realm has */
    frameCount: uncurry(windowGetter('length')),
    /** @type {(node: Node) => Window | null} the window in which a node of any realm is */
    windowOf: (node) => defaultView(ownerDocument(node) ?? /** @type {Document} */ (node)) ?? null,
    /** @type {(document: Document | null) => Window | null} */
    viewOf: (document) => document && (defaultView(document) ?? null),
    rangeStart: getter(Range, 'startContainer'),
    /** @type {(navigator: Navigator) => MediaDevices} */
    mediaDevices: getter(Navigator, 'mediaDevices'),
    getUserMedia: uncurry(getUserMedia),
    /** @type {(devices: MediaDevices) => (asked: MediaStreamConstraints) => Promise<MediaStream>} */
    boundGetUserMedia: (devices) => /** @type {any} */ (frameNatives.bind(getUserMedia, devices)),
    /** Members of constraints that the browser knows. */
    supportedNames: Object.keys(supportedConstraints),
    /** Effects that the browser makes itself, if a camera has them. */
    nativeEffects: nativeEffects(supportedConstraints),
    getSupportedConstraints: uncurry(MediaDevices.prototype.getSupportedConstraints),
    applyConstraints: uncurry(MediaStreamTrack.prototype.applyConstraints),
    trackKind: getter(MediaStreamTrack, 'kind'),
    isEnabled: getter(MediaStreamTrack, 'enabled'),
    /** @type {(capture: ImageCapture) => MediaStreamTrack} */
    captureTrack: getter(ImageCapture, 'track'),
    trackReadyState: getter(MediaStreamTrack, 'readyState'),
    /** @type {(element: HTMLMediaElement) => MediaStream | null} */
    shownStream: /** @type {any} */ (getter(HTMLMediaElement, 'srcObject')),
    videoTracks: uncurry(MediaStream.prototype.getVideoTracks),
    /** @param {() => void} callback */
    queueMicrotask: (callback) => apply(queueMicrotask, undefined, [callback]),
    cloneTrack: uncurry(MediaStreamTrack.prototype.clone),
    stopTrack: uncurry(MediaStreamTrack.prototype.stop),
    getTracks: uncurry(MediaStream.prototype.getTracks),
    eventDetail: getter(CustomEvent, 'detail'),
    eventTrack: getter(MediaStreamTrackEvent, 'track'),
    removeEventListener: uncurry(EventTarget.prototype.removeEventListener),
    dispatchEvent: uncurry(EventTarget.prototype.dispatchEvent),
    preventDefault: uncurry(Event.prototype.preventDefault),
  });
}

/** @typedef {ReturnType<typeof capture>} Natives */
