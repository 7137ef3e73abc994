/**
 * VideoFrame, with what is known of frames of our tracks. JavaScript properties do not survive the
 * way from a generator to a consumer, timestamps do: a frame is known by the track that it was read
 * from and its timestamp, from then on by itself.
 */

import { at } from '../../shared/lists.js';
import { FrameInit } from '../frame-init.js';
import { standInConstructor } from '../native-looks.js';

/** @typedef {import('../frame-init.js').Metadata} Metadata */
/** @typedef {import('../known-frames.js').KnownFrames} KnownFrames */
/** @typedef {import('../frame-natives.js').FrameNatives} FrameNatives */

/**
 * What is known of the frames that elements show.
 * @typedef {object} ShownFrames
 * @property {(source: unknown) => MediaStreamTrack | undefined} trackOf the track of ours that it
 *   shows, if it is such an element
 * @property {(track: MediaStreamTrack, told_us: number)
 *   => import('../../shared/worlds.js').ShownFrame | undefined} shown
 */

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {FrameNatives} natives
 * @param {KnownFrames} known
 * @param {ShownFrames | null} elements null where there are none
 */
export function shimVideoFrames(window, patches, natives, known, elements) {
  const { VideoFrame } = window;
  const { prototype } = VideoFrame;
  patches.method(
    prototype,
    'metadata',
    (native) =>
      /** @type {{m(this: VideoFrame): unknown}} */ ({
        m() {
          const metadata = natives.apply(native, this, []);
          const its = known.get(this);
          if (!its) return metadata;
          const { blurred, mask } = its;
          return {
            ...(blurred === undefined ? {} : { backgroundBlur: { enabled: blurred } }),
            ...(mask ? { backgroundSegmentationMask: known.maskOf(mask) } : {}),
            ...metadata,
          };
        },
      }).m,
  );
  patches.method(
    prototype,
    'clone',
    (native) =>
      /** @type {{m(this: VideoFrame): unknown}} */ ({
        m() {
          const clone = natives.apply(native, this, []);
          known.set(clone, known.get(this));
          return clone;
        },
      }).m,
  );
  const maker = new FrameMaker(VideoFrame, natives, known, elements);
  const Frame = standInConstructor(VideoFrame, (args, newTarget) =>
    maker.construct(args, newTarget),
  );
  patches.method(window, 'VideoFrame', () => Frame);
  patches.method(prototype, 'constructor', () => Frame);
}

/** Constructs frames: with the metadata that they are given, without their source's. */
class FrameMaker {
  #type;
  #natives;
  #known;
  #elements;

  /**
   * @param {typeof VideoFrame} type the browser's own
   * @param {FrameNatives} natives
   * @param {KnownFrames} known
   * @param {ShownFrames | null} elements
   */
  constructor(type, natives, known, elements) {
    this.#type = type;
    this.#natives = natives;
    this.#known = known;
    this.#elements = elements;
  }

  /**
   * @param {any[]} args the page's
   * @param {Function} newTarget
   * @returns {VideoFrame}
   */
  construct(args, newTarget) {
    const { construct, isBitmap } = this.#natives;
    const init = FrameInit.of(at(args, 1), isBitmap);
    const track = this.#elements?.trackOf(at(args, 0));
    if (track) return this.#constructShown(track, args, init, newTarget);
    const passed = init ? [args[0], init.watched(true)] : args;
    const frame = construct(this.#type, passed, newTarget);
    this.#describe(frame, init?.metadata);
    return frame;
  }

  /**
   * Of what an element shows a frame has the metadata too, unless it is given others; and the time.
   * @param {MediaStreamTrack} track of ours
   * @param {any[]} args the page's
   * @param {FrameInit | undefined} init
   * @param {Function} newTarget
   */
  #constructShown(track, args, init, newTarget) {
    const { closeFrame, construct, frameTimestamp } = this.#natives;
    const passed = init ? [args[0], init.watched(false)] : args;
    const shown = construct(this.#type, passed, this.#type);
    try {
      const told_us = frameTimestamp(shown);
      const its = this.#elements?.shown(track, told_us);
      const timestamp = init?.timestamp ?? its?.media_us ?? told_us;
      const frame = construct(this.#type, [shown, { __proto__: null, timestamp }], newTarget);
      if (init?.metadata) this.#describe(frame, init.metadata);
      else this.#known.setRecord(frame, its?.record);
      return frame;
    } finally {
      closeFrame(shown);
    }
  }

  /**
   * @param {VideoFrame} frame
   * @param {Metadata | undefined} metadata
   */
  #describe(frame, metadata) {
    const { closeFrame, copyBitmap } = this.#natives;
    const blurred = metadata?.blurred;
    const mask = metadata?.mask;
    if (blurred === undefined && !mask) {
      this.#known.setUnknown(frame);
      return;
    }
    try {
      const own = mask && { bitmap: copyBitmap(mask), painted: null };
      this.#known.set(frame, { blurred, mask: own });
    } catch (error) {
      closeFrame(frame); // nobody else would
      throw error;
    }
  }
}
