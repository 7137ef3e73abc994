/** What the page's script says in messages of the worker's own, which the worker's script never sees. */

import { eachPair } from '../clone-walk.js';
import { asWorkerMessage } from '../worker-messages.js';

/** @typedef {import('../known-frames.js').Known} Known */
/** @typedef {import('../worker-messages.js').ToldFrame} ToldFrame */
/** @typedef {import('./natives.js').ScopeNatives} ScopeNatives */
/** @typedef {{frames: ToldFrame[], streams: (MessagePort | null)[]}} About */

/**
 * @typedef {object} Receiver
 * @property {(port: MessagePort) => void} begin
 * @property {(frame: VideoFrame, known: Known) => void} frame that is in a message to the page's script
 * @property {(stream: ReadableStream, port: MessagePort) => void} stream
 */

/**
 * @param {ScopeNatives} natives
 * @param {string} token
 * @param {Receiver} receiver
 */
export function receivePageMessages(natives, token, receiver) {
  /** Of the next message. @type {About | null} */
  let about = null;
  /** @param {Event} event */
  const onMessage = (event) => {
    if (!natives.isTrusted(event)) return;
    const data = natives.eventData(/** @type {MessageEvent} */ (event));
    const ours = asWorkerMessage(data, token);
    if (!ours) {
      if (about) apply(natives, receiver, data, about);
      about = null;
      return;
    }
    natives.stopEvent(event);
    if (ours.type === 'begin') receiver.begin(ours.port);
    about = ours.type === 'about' ? ours : null;
  };
  // Before any of the page's, which hears those at the target in their order.
  natives.addEventListener(natives.scope, 'message', onMessage, true);
}

/**
 * @param {ScopeNatives} natives
 * @param {Receiver} receiver
 * @param {unknown} data
 * @param {About} about
 */
function apply(natives, receiver, data, about) {
  let streams = 0;
  eachPair(data, data, (value) => {
    if (natives.isStream(value)) streams += 1;
  });
  // What a getter has put into it was not seen when it was sent: then nobody knows which is which.
  const isSeen = streams === about.streams.length;
  let at = 0;
  eachPair(data, data, (value) => {
    if (natives.isFrame(value)) {
      const known = knownOf(natives, value, about.frames);
      if (known) receiver.frame(value, known);
    } else if (natives.isStream(value)) {
      const port = isSeen ? about.streams[at] : null;
      at += 1;
      if (port) receiver.stream(value, port);
    }
  });
}

/**
 * @param {ScopeNatives} natives
 * @param {VideoFrame} frame
 * @param {ToldFrame[]} frames
 * @returns {Known | undefined} undefined also when it might be either of two
 */
function knownOf(natives, frame, frames) {
  /** @type {Known | undefined} */
  let known;
  for (let at = 0; at < frames.length; at += 1) {
    const told = /** @type {ToldFrame} */ (frames[at]);
    const { timestamp_us, width, height } = told;
    if (natives.frameTimestamp(frame) !== timestamp_us) continue;
    if (natives.frameDisplayWidth(frame) !== width) continue;
    if (natives.frameDisplayHeight(frame) !== height) continue;
    if (known && known.blurred !== told.known.blurred) return undefined;
    known = told.known;
  }
  return known;
}
