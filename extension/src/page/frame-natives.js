/**
 * The browser's own functions that have to do with frames, in windows and in workers, taken as
 * natives.js takes the others.
 */

import { getter, uncurry } from '../shared/uncurried.js';

/** Without what a page lets all objects inherit. */
const OPAQUE = Object.freeze(Object.assign(Object.create(null), { alpha: false }));

export function captureFrameNatives() {
  const { EventTarget, ImageBitmap, OffscreenCanvas, ReadableStream, VideoFrame } = globalThis;
  const { Promise: OwnPromise } = globalThis;
  const { reject } = OwnPromise;
  const { structuredClone } = globalThis;
  const { apply, construct } = Reflect;
  const isIn = uncurry(Object.prototype.isPrototypeOf);
  const getContext = uncurry(OffscreenCanvas.prototype.getContext);
  const frameTimestamp = getter(VideoFrame, 'timestamp');
  const bitmapWidth = getter(ImageBitmap, 'width');
  const isTrusted = Reflect.getOwnPropertyDescriptor(new Event(''), 'isTrusted')?.get;
  if (!isTrusted) throw new TypeError('no getter isTrusted');
  return {
    apply,
    construct,
    DOMException: globalThis.DOMException,
    Promise: OwnPromise,
    /** @type {(reason: unknown) => Promise<never>} */
    reject: (reason) => apply(reject, OwnPromise, [reason]),
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
    WeakMap: globalThis.WeakMap,
    WeakRef: globalThis.WeakRef,
    WeakSet: globalThis.WeakSet,
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
    /** @type {<T>(value: T) => T} */
    structuredClone: (value) => /** @type {any} */ (apply(structuredClone, undefined, [value])),
    /** @type {(bitmap: ImageBitmap) => ImageBitmap} */
    copyBitmap: (bitmap) => /** @type {any} */ (apply(structuredClone, undefined, [bitmap])),
    ReadableStream,
    isLocked: getter(ReadableStream, 'locked'),
    /** @type {(stream: ReadableStream<VideoFrame>) => ReadableStreamDefaultReader<VideoFrame>} */
    getReader: uncurry(/** @type {any} */ (ReadableStream.prototype).getReader),
    /** @type {(reader: ReadableStreamDefaultReader<VideoFrame>) => Promise<ReadableStreamReadResult<VideoFrame>>} */
    readFrame: uncurry(ReadableStreamDefaultReader.prototype.read),
    readerClosed: getter(ReadableStreamDefaultReader, 'closed'),
    cancelReader: uncurry(ReadableStreamDefaultReader.prototype.cancel),
    /** @type {(controller: ReadableStreamDefaultController, frame: VideoFrame) => void} */
    enqueueFrame: uncurry(ReadableStreamDefaultController.prototype.enqueue),
    closeStream: uncurry(ReadableStreamDefaultController.prototype.close),
    failStream: uncurry(ReadableStreamDefaultController.prototype.error),
    /** @type {(set: WeakSet<object>, value: object) => boolean} */
    setHas: uncurry(WeakSet.prototype.has),
    /** @type {(set: WeakSet<object>, value: object) => unknown} */
    setAdd: uncurry(WeakSet.prototype.add),
    /** @type {(map: WeakMap<object, any>, key: object) => any} */
    mapGet: uncurry(WeakMap.prototype.get),
    /** @type {(map: WeakMap<object, any>, key: object, value: unknown) => unknown} */
    mapSet: uncurry(WeakMap.prototype.set),
    /** @type {(map: WeakMap<object, any>, key: object) => boolean} */
    mapDelete: uncurry(WeakMap.prototype.delete),
    addEventListener: uncurry(EventTarget.prototype.addEventListener),
    /** @type {(event: Event) => boolean} */
    isTrusted: uncurry(isTrusted),
    startPort: uncurry(MessagePort.prototype.start),
    closePort: uncurry(MessagePort.prototype.close),
    /** @type {(event: MessageEvent) => any} */
    eventData: getter(MessageEvent, 'data'),
    /** @type {(fn: Function, self: unknown, ...args: unknown[]) => () => void} */
    bind: uncurry(/** @type {any} */ (Function.prototype.bind)),
  };
}

/** @typedef {ReturnType<typeof captureFrameNatives>} FrameNatives */
