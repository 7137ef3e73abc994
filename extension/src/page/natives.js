/**
 * The browser's own functions, taken before any script of the page runs. Everything that touches
 * a frame, a track or the session goes through these: what the page patches later sees nothing.
 */

const { apply, getOwnPropertyDescriptor } = Reflect;

/**
 * A method as a function of its receiver: `uncurry(proto.m)(self, a)` is `self.m(a)`.
 * @template S
 * @template {unknown[]} A
 * @template R
 * @param {(this: S, ...args: A) => R} fn
 * @returns {(self: S, ...args: A) => R}
 */
function uncurry(fn) {
  return (self, ...args) => apply(fn, self, args);
}

/**
 * A getter as a function of its receiver.
 * @template {object} S
 * @template {keyof S} K
 * @param {{prototype: S}} type
 * @param {K} name
 * @returns {(self: S) => S[K]}
 */
function getter(type, name) {
  const get = getOwnPropertyDescriptor(type.prototype, name)?.get;
  if (!get) throw new TypeError(`no getter ${String(name)}`);
  return (self) => apply(get, self, []);
}

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
  const { MediaStreamTrack, MediaStream, MediaDevices, VideoFrame } = globalThis;
  const { MediaStreamTrackProcessor, MediaStreamTrackGenerator } = globalThis;
  const { OffscreenCanvas, RTCPeerConnection, Event } = globalThis;
  const track = MediaStreamTrack.prototype;
  const stream = MediaStream.prototype;
  const frame = VideoFrame.prototype;
  const { performance } = globalThis;
  return Object.freeze({
    MediaStream,
    MediaStreamTrack,
    MediaStreamTrackProcessor,
    MediaStreamTrackGenerator,
    VideoFrame,
    OffscreenCanvas,
    RTCPeerConnection,
    Event,
    Blob: globalThis.Blob,
    getUserMedia: uncurry(MediaDevices.prototype.getUserMedia),
    getSupportedConstraints: uncurry(MediaDevices.prototype.getSupportedConstraints),
    trackLabel: getter(MediaStreamTrack, 'label'),
    trackKind: getter(MediaStreamTrack, 'kind'),
    trackEnabled: getter(MediaStreamTrack, 'enabled'),
    trackMuted: getter(MediaStreamTrack, 'muted'),
    trackReadyState: getter(MediaStreamTrack, 'readyState'),
    getSettings: uncurry(track.getSettings),
    getCapabilities: uncurry(track.getCapabilities),
    getConstraints: uncurry(track.getConstraints),
    applyConstraints: uncurry(track.applyConstraints),
    cloneTrack: uncurry(track.clone),
    stopTrack: uncurry(track.stop),
    getTracks: uncurry(stream.getTracks),
    getVideoTracks: uncurry(stream.getVideoTracks),
    addTrack: uncurry(stream.addTrack),
    removeTrack: uncurry(stream.removeTrack),
    processorReadable: getter(MediaStreamTrackProcessor, 'readable'),
    generatorWritable: getter(MediaStreamTrackGenerator, 'writable'),
    frameTimestamp: getter(VideoFrame, 'timestamp'),
    frameFormat: getter(VideoFrame, 'format'),
    frameDisplayWidth: getter(VideoFrame, 'displayWidth'),
    frameDisplayHeight: getter(VideoFrame, 'displayHeight'),
    frameVisibleRect: getter(VideoFrame, 'visibleRect'),
    frameDuration: getter(VideoFrame, 'duration'),
    frameColorSpace: getter(VideoFrame, 'colorSpace'),
    frameAllocationSize: uncurry(frame.allocationSize),
    frameCopyTo: uncurry(frame.copyTo),
    frameMetadata: uncurry(frame.metadata),
    cloneFrame: uncurry(frame.clone),
    closeFrame: uncurry(frame.close),
    addEventListener: uncurry(EventTarget.prototype.addEventListener),
    removeEventListener: uncurry(EventTarget.prototype.removeEventListener),
    dispatchEvent: uncurry(EventTarget.prototype.dispatchEvent),
    createImageBitmap: globalThis.createImageBitmap.bind(globalThis),
    now: performance.now.bind(performance),
    setTimeout: globalThis.setTimeout.bind(globalThis),
    clearTimeout: globalThis.clearTimeout.bind(globalThis),
    random: Math.random.bind(Math),
  });
}

/** @typedef {ReturnType<typeof capture>} Natives */
