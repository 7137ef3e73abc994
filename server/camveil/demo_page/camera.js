/** One camera as the page got it from getUserMedia: its constraints, its frames, its end. */

import { CameraFailure } from './notices.js';
import { isForced } from './switches.js';

/** @typedef {import('./presets.js').Size} Size */
/** @typedef {'backgroundBlur' | 'backgroundSegmentationMask'} ConstraintName */
/** @typedef {Readonly<Record<ConstraintName, boolean>>} Effects */

/** @type {readonly ConstraintName[]} */
export const CONSTRAINTS = ['backgroundBlur', 'backgroundSegmentationMask'];

/**
 * A frame while it is being looked at; frame and mask are closed right afterwards.
 *
 * @typedef {object} Delivery
 * @property {VideoFrame} frame
 * @property {ImageBitmap | null} mask of this very frame
 * @property {boolean | null} blurred what the frame's metadata says, null if it says nothing
 * @property {number} arrival_ms
 */

/** @param {ConstraintName} name */
export function isSupported(name) {
  return navigator.mediaDevices?.getSupportedConstraints()[name] === true;
}

/**
 * Look at every frame as it comes, and close it and its mask whatever happens.
 *
 * Nothing is kept between two frames: the processor has room for one frame and replaces it with
 * the newest, and a camera whose frames are held stops delivering them.
 *
 * @param {ReadableStream<VideoFrame>} frames
 * @param {(delivery: Delivery) => void} onFrame
 * @param {AbortSignal} signal
 * @param {() => number} now_ms
 */
export async function readFrames(frames, onFrame, signal, now_ms = () => performance.now()) {
  const reader = frames.getReader();
  const cancel = () => void reader.cancel().catch(() => {}); // a stream that failed is read to its error below
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    for (;;) {
      const { done, value: frame } = await reader.read();
      if (done) return;
      if (signal.aborted) {
        frame.close(); // it came in the same moment as the end
        return;
      }
      deliver(frame, now_ms(), onFrame);
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    await reader.cancel().catch(() => {}); // nothing is left open when onFrame threw
  }
}

/**
 * @param {VideoFrame} frame
 * @param {number} arrival_ms
 * @param {(delivery: Delivery) => void} onFrame
 */
function deliver(frame, arrival_ms, onFrame) {
  /** @type {ImageBitmap | null} */
  let mask = null;
  try {
    // Asked once for a frame: each call makes a mask anew.
    const metadata = frame.metadata();
    mask = metadata.backgroundSegmentationMask ?? null;
    const blurred = metadata.backgroundBlur?.enabled ?? null;
    onFrame({ frame, mask, blurred, arrival_ms });
  } finally {
    mask?.close();
    frame.close();
  }
}

/** A running camera. Open it with `Camera.open`, and close it. */
export class Camera {
  #track;
  /** A clone has settings of its own; this one never gets an effect, so its frames tell the time. */
  #reference;
  #closing = new AbortController();
  /** @type {Promise<void>} */
  #applied = Promise.resolve();

  /**
   * @param {MediaStream} stream
   * @param {MediaStreamVideoTrack} track
   */
  constructor(stream, track) {
    this.stream = stream;
    this.#track = track;
    this.#reference = track.clone();
  }

  /**
   * @param {Size} size asked for, not insisted on
   * @returns {Promise<Camera>}
   * @throws {CameraFailure | DOMException} no secure page, no permission, no camera
   */
  static async open(size) {
    if (!navigator.mediaDevices) throw new CameraFailure('InsecurePage');
    if (!('MediaStreamTrackProcessor' in globalThis)) throw new CameraFailure('NoFrameAccess');
    const stream = await navigator.mediaDevices.getUserMedia({ video: { ...size } });
    const [track] = stream.getVideoTracks();
    if (!track) throw new CameraFailure('CameraGone');
    return new Camera(stream, track);
  }

  get label() {
    return this.#track.label;
  }

  /** @param {ConstraintName} name @returns {readonly boolean[] | undefined} */
  capability(name) {
    return this.#track.getCapabilities()[name];
  }

  /** @param {ConstraintName} name */
  setting(name) {
    return this.#track.getSettings()[name] ?? false;
  }

  /**
   * Whether this page itself has the effect on: blur that the person forces is not its own.
   *
   * @param {ConstraintName} name
   */
  own(name) {
    const forced = isForced(this.capability(name));
    return forced ? this.#track.getConstraints()[name] === true : this.setting(name);
  }

  /**
   * Ask for a change and for the rest to stay as it is, after whatever was asked before has settled.
   *
   * @param {Partial<Size & Effects>} change
   * @throws {DOMException} what applyConstraints rejects with; nothing has changed then
   */
  async apply(change) {
    const applied = this.#applied
      .catch(() => {}) // the earlier caller was told
      .then(() => this.#track.applyConstraints({ ...this.#kept(), ...change }));
    this.#applied = applied;
    await applied;
  }

  /** applyConstraints replaces all constraints, so each call repeats what is to stay. */
  #kept() {
    const kept = this.#track.getConstraints();
    for (const name of CONSTRAINTS) if (isSupported(name)) kept[name] = this.own(name);
    return kept;
  }

  /** @param {() => void} listener called when capability or setting changed by other hands */
  onConfigurationChange(listener) {
    this.#track.addEventListener('configurationchange', listener, { signal: this.#closing.signal });
  }

  /**
   * Look at the frames until the camera is closed.
   *
   * @param {(delivery: Delivery) => void} onFrame
   * @param {(delivery: Delivery) => void} onReference frames of a track without effects
   * @throws {CameraFailure} when the camera ends by itself
   */
  async run(onFrame, onReference) {
    const { signal } = this.#closing;
    await Promise.race([
      readFrames(framesOf(this.#track), onFrame, signal),
      readFrames(framesOf(this.#reference), onReference, signal),
    ]);
    if (!signal.aborted) throw new CameraFailure('CameraGone');
  }

  /** Turn the camera off. */
  close() {
    this.#closing.abort();
    this.#reference.stop();
    this.#track.stop();
  }
}

/** @param {MediaStreamVideoTrack} track */
function framesOf(track) {
  return new MediaStreamTrackProcessor({ track, maxBufferSize: 1 }).readable;
}
