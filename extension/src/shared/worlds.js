/**
 * What the page's script and the content script say to each other. They share the page's objects
 * but no JavaScript: each has prototypes of its own, so that nothing which the page replaces is
 * ever called with a camera frame. Values cross as structured clones, tracks as events' tracks.
 */

/** Event on the window by which the page's script hands out its channel, as `relatedTarget`. */
export const CHANNEL_EVENT = 'camveil-channel';
/** Event on the window by which the content script says that it is there. */
export const CONTENT_EVENT = 'camveil-content';

/**
 * Events on the channel, in the order of one exchange. subject: the track that a call is about ·
 * element: the element that it is about, as `relatedTarget` · port: one that belongs to it, as `source` ·
 * call: what is asked · track: one that belongs to the answer · reply: the answer, before the call
 * returns · settled: the answer, later · alone: the person leaves this site alone · idle: there has been
 * no track for so long that none of its frames can be on its way.
 */
export const SUBJECT = 'subject';
export const ELEMENT = 'element';
export const PORT = 'port';
export const CALL = 'call';
export const TRACK = 'track';
export const REPLY = 'reply';
export const SETTLED = 'settled';
export const ALONE = 'alone';
export const IDLE = 'idle';

/**
 * An error that crosses from one world to the other.
 * @typedef {object} Failure
 * @property {string} name of a DOMException, or TypeError
 * @property {string} message
 * @property {string} [constraint] of an OverconstrainedError
 */

/** @typedef {{id: number, name: string, args: unknown[]}} Call */
/** @typedef {{id: number, value?: unknown, failure?: Failure}} Answer */

/**
 * What the page learns of a frame.
 * @typedef {object} FrameRecord
 * @property {boolean} blurred hidden by us
 * @property {ImageBitmap | null} mask
 * @property {boolean} [blurredNatively] what the browser says of the camera's own frame
 */

/**
 * What a page's worker is told of a frame of one track, before the frame itself is on its way.
 * @typedef {[timestamp_us: number, blurred: boolean, mask: ImageBitmap | null]} FrameMessage
 */

/**
 * What the page learns of a frame that a video element shows: its time since the camera's begin, its
 * capture's since the document's, and what is true of it, as far as they are known.
 * @typedef {{media_us: number, captured_ms: number | null, record: FrameRecord | undefined}} ShownFrame
 */

/**
 * MediaStreamTrackVideoStats (mediacapture-extensions).
 * @typedef {{deliveredFrames: number, discardedFrames: number, totalFrames: number}} FrameCounts
 */
