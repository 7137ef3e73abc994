/** The content script's end of the channel: answers the page's script. */

import {
  CALL,
  CHANNEL_EVENT,
  CONTENT_EVENT,
  ELEMENT,
  PORT,
  REPLY,
  SETTLED,
  SUBJECT,
  TRACK,
} from '../shared/worlds.js';
import { inOwnTask } from './own-task.js';

/** @typedef {import('../shared/worlds.js').Answer} Answer */
/** @typedef {import('../shared/worlds.js').Call} Call */
/** @typedef {import('../shared/worlds.js').Failure} Failure */

/**
 * @typedef {{value?: unknown, tracks?: MediaStreamTrack[]}} Answered
 * @typedef {(subject: any, ...args: any[]) => Answered | Promise<Answered>} Method what a call is
 *   about: a track, an element or nothing; then its port, if it has one
 */

/**
 * Takes the page script's channel, whichever of the two scripts runs first; one for a document.
 * @param {EventTarget} window
 * @param {(channel: EventTarget) => void} onChannel
 */
export function acceptChannel(window, onChannel) {
  /** @param {Event} event */
  const listener = (event) => {
    const channel = /** @type {FocusEvent} */ (event).relatedTarget;
    if (!channel) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    window.removeEventListener(CHANNEL_EVENT, listener, true);
    onChannel(channel);
  };
  window.addEventListener(CHANNEL_EVENT, listener, true);
  window.dispatchEvent(new Event(CONTENT_EVENT));
}

/**
 * @param {EventTarget} channel
 * @param {Record<string, Method>} methods
 */
export function answerCalls(channel, methods) {
  /** @type {EventTarget | null} */
  let subject = null;
  channel.addEventListener(SUBJECT, (event) => {
    subject = /** @type {MediaStreamTrackEvent} */ (event).track;
  });
  channel.addEventListener(ELEMENT, (event) => {
    subject = /** @type {FocusEvent} */ (event).relatedTarget;
  });
  /** @type {MessagePort[]} */
  let ports = [];
  channel.addEventListener(PORT, (event) => {
    const { source } = /** @type {MessageEvent} */ (event);
    if (source instanceof MessagePort) ports = [source];
  });
  /**
   * @param {typeof REPLY | typeof SETTLED} type
   * @param {Answer} answer
   * @param {MediaStreamTrack[]} [tracks]
   */
  const tell = (type, answer, tracks = []) => {
    for (const track of tracks) {
      channel.dispatchEvent(new MediaStreamTrackEvent(TRACK, { track }));
    }
    channel.dispatchEvent(new CustomEvent(type, { detail: answer }));
  };
  channel.addEventListener(CALL, (event) => {
    // Nothing of what the page says is believed but its shape; a clone of what cannot be is null.
    const { id, name, args } = /** @type {CustomEvent<Call | null>} */ (event).detail ?? {};
    const about = subject;
    const its = ports;
    subject = null;
    ports = [];
    if (id === undefined || name === undefined || !Array.isArray(args)) return;
    event.preventDefault(); // the sign that it was understood
    try {
      const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
      if (!method) throw new TypeError(`no method ${name}`);
      const answered = method(about, ...its, ...args);
      if (answered instanceof Promise) {
        // The page's promise goes on with it.
        answered.then(
          ({ value, tracks }) => inOwnTask(() => tell(SETTLED, { id, value }, tracks)),
          (error) => inOwnTask(() => tell(SETTLED, { id, failure: failureOf(error) })),
        );
      } else {
        tell(REPLY, { id, value: answered.value }, answered.tracks);
      }
    } catch (error) {
      tell(REPLY, { id, failure: failureOf(error) });
    }
  });
}

/**
 * @param {unknown} error
 * @returns {Failure}
 */
function failureOf(error) {
  /** @type {Failure} */
  const { name, message, constraint } = Object(error);
  return { name, message, ...(constraint === undefined ? {} : { constraint }) };
}
