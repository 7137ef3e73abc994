/** The browser's own functions that have to do with frames, taken as natives.js takes the others. */

import { getter, uncurry } from './uncurried.js';

/** Without what a page lets all objects inherit. */
const OPAQUE = Object.freeze(Object.assign(Object.create(null), { alpha: false }));

export function captureFrameNatives() {
  const { HTMLMediaElement, ImageBitmap, MediaStream, OffscreenCanvas, VideoFrame } = globalThis;
  const { queueMicrotask, ReadableStream, structuredClone } = globalThis;
  const { apply, construct } = Reflect;
  const isIn = uncurry(Object.prototype.isPrototypeOf);
  const getContext = uncurry(OffscreenCanvas.prototype.getContext);
  const frameTimestamp = getter(VideoFrame, 'timestamp');
  const bitmapWidth = getter(ImageBitmap, 'width');
  const isTrusted = Reflect.getOwnPropertyDescriptor(new Event(''), 'isTrusted')?.get;
  if (!isTrusted) throw new TypeError('no getter isTrusted');
  return {
    construct,
    VideoFrame,
    closeFrame: uncurry(VideoFrame.prototype.close),
    frameTimestamp,
    frameDisplayWidth: getter(VideoFrame, 'displayWidth'),
    frameDisplayHeight: getter(VideoFrame, 'displayHeight'),
    /**
     * @param {object} value made by the browser for this realm
     * @returns {value is VideoFrame}
     */
    isFrame: (value) => isIn(VideoFrame.prototype, value),
    /**
     * @param {unknown} value of any realm
     * @returns {value is VideoFrame}
     */
    isAnyFrame: (value) => {
      try {
        frameTimestamp(/** @type {VideoFrame} */ (value));
        return true;
      } catch {
        return false;
      }
    },
    /**
     * @param {object} value made by the browser for this realm
     * @returns {value is ReadableStream}
     */
    isStream: (value) => isIn(ReadableStream.prototype, value),
    WeakRef: globalThis.WeakRef,
    /** @type {<T extends object>(ref: WeakRef<T>) => T | undefined} */
    targetOf: uncurry(WeakRef.prototype.deref),
    OffscreenCanvas,
    /** @type {(canvas: OffscreenCanvas) => OffscreenCanvasRenderingContext2D | null} */
    opaqueContext: (canvas) =>
      /** @type {any} */ (getContext(canvas, '2d', /** @type {any} */ (OPAQUE))),
    /** @type {(context: OffscreenCanvasRenderingContext2D, mask: ImageBitmap, x: number, y: number, width: number, height: number) => void} */
    drawMask: uncurry(/** @type {any} */ (OffscreenCanvasRenderingContext2D.prototype.drawImage)),
    takeBitmap: uncurry(OffscreenCanvas.prototype.transferToImageBitmap),
    /**
     * @param {unknown} value of any realm
     * @returns {value is ImageBitmap}
     */
    isBitmap: (value) => {
      try {
        bitmapWidth(/** @type {ImageBitmap} */ (value));
        return true;
      } catch {
        return false;
      }
    },
    /** @type {(bitmap: ImageBitmap) => ImageBitmap} */
    copyBitmap: (bitmap) => /** @type {any} */ (apply(structuredClone, undefined, [bitmap])),
    /** @type {(event: Event) => boolean} */
    isTrusted: uncurry(isTrusted),
    /** @type {(element: HTMLMediaElement) => MediaStream | null} */
    shownStream: /** @type {any} */ (getter(HTMLMediaElement, 'srcObject')),
    videoTracks: uncurry(MediaStream.prototype.getVideoTracks),
    /** @param {() => void} callback */
    queueMicrotask: (callback) => apply(queueMicrotask, undefined, [callback]),
    bind: uncurry(Function.prototype.bind),
  };
}
