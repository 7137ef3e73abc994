/** The page script's end of the channel: asks the content script, which owns the camera. */

import {
  ALONE,
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
import { withoutStack } from './native-looks.js';

/** @typedef {import('../shared/worlds.js').Answer} Answer */
/** @typedef {import('../shared/worlds.js').Failure} Failure */
/** @typedef {{value: unknown, tracks: MediaStreamTrack[]}} Answered */

export class ContentChannel {
  #natives;
  #target = new EventTarget();
  #lastId = 0;
  /** Tracks that belong to the answer which comes next. @type {MediaStreamTrack[]} */
  #tracks = [];
  /** @type {(Answer & {tracks: MediaStreamTrack[]}) | undefined} */
  #reply;
  /** @type {Map<number, {resolve: (answered: Answered) => void, reject: (error: Error) => void}>} */
  #waiting = new Map();

  /**
   * @param {import('./natives.js').Natives} natives
   * @param {EventTarget} window
   * @param {() => void} onAlone the person leaves this site alone
   */
  constructor(natives, window, onAlone) {
    this.#natives = natives;
    const listen = (/** @type {string} */ type, /** @type {(event: any) => void} */ listener) =>
      natives.addEventListener(this.#target, type, listener);
    listen(TRACK, (event) => this.#tracks.push(natives.eventTrack(event)));
    listen(REPLY, (event) => {
      this.#reply = { ...natives.eventDetail(event), tracks: this.#takeTracks() };
    });
    listen(SETTLED, (event) => this.#settle(natives.eventDetail(event), this.#takeTracks()));
    listen(ALONE, onAlone);
    // Both scripts run before any script of the page, in either order: whoever comes second
    // completes the handshake, and neither listens any longer when the page starts.
    const offer = () =>
      !natives.dispatchEvent(
        window,
        new MouseEvent(CHANNEL_EVENT, { relatedTarget: this.#target, cancelable: true }),
      );
    if (offer()) return;
    const listener = (/** @type {Event} */ event) => {
      event.stopImmediatePropagation();
      natives.removeEventListener(window, CONTENT_EVENT, listener, true);
      offer();
    };
    natives.addEventListener(window, CONTENT_EVENT, listener, true);
  }

  /**
   * Asks for what is known at once.
   * @param {string} name
   * @param {MediaStreamTrack | null} subject
   * @param {...unknown} args structured-cloneable
   * @returns {Answered}
   */
  call(name, subject, ...args) {
    this.#ask(name, subject, args);
    const reply = this.#reply;
    this.#reply = undefined;
    if (!reply) throw this.#error({ name: 'InvalidStateError', message: 'no answer' });
    if (reply.failure) throw this.#error(reply.failure);
    return { value: reply.value, tracks: reply.tracks };
  }

  /**
   * Asks for what is known of an element.
   * @param {string} name
   * @param {Element} element
   * @param {...unknown} args structured-cloneable
   * @returns {Answered}
   */
  callAbout(name, element, ...args) {
    const { FocusEvent, dispatchEvent } = this.#natives;
    const about = /** @type {FocusEventInit} */ ({ __proto__: null, relatedTarget: element });
    dispatchEvent(this.#target, new FocusEvent(ELEMENT, about));
    return this.call(name, null, ...args);
  }

  /**
   * @param {string} name
   * @param {MediaStreamTrack} subject
   * @param {MessagePort} port the content script's from here on
   */
  callWithPort(name, subject, port) {
    const { MessageEvent, dispatchEvent } = this.#natives;
    const its = /** @type {MessageEventInit} */ ({ __proto__: null, source: port });
    dispatchEvent(this.#target, new MessageEvent(PORT, its));
    return this.call(name, subject);
  }

  /**
   * Asks for what takes time.
   * @param {string} name
   * @param {MediaStreamTrack | null} subject
   * @param {...unknown} args structured-cloneable
   * @returns {Promise<Answered>}
   */
  request(name, subject, ...args) {
    return new this.#natives.Promise((resolve, reject) => {
      const id = this.#lastId + 1;
      this.#waiting.set(id, { resolve, reject });
      if (this.#ask(name, subject, args)) return;
      // Something in it, such as a symbol, cannot be cloned: the browser would not take it either.
      this.#waiting.delete(id);
      reject(new TypeError('The provided value cannot be converted.'));
    });
  }

  /**
   * @param {string} name
   * @param {MediaStreamTrack | null} subject
   * @param {unknown[]} args
   * @returns {boolean} whether the content script has understood
   */
  #ask(name, subject, args) {
    const { MediaStreamTrackEvent, CustomEvent, dispatchEvent } = this.#natives;
    this.#lastId += 1;
    if (subject) {
      dispatchEvent(this.#target, new MediaStreamTrackEvent(SUBJECT, { track: subject }));
    }
    const detail = { id: this.#lastId, name, args };
    return !dispatchEvent(this.#target, new CustomEvent(CALL, { detail, cancelable: true }));
  }

  #takeTracks() {
    const tracks = this.#tracks;
    this.#tracks = [];
    return tracks;
  }

  /**
   * @param {Answer} answer
   * @param {MediaStreamTrack[]} tracks
   */
  #settle({ id, value, failure }, tracks) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (failure) waiting?.reject(this.#error(failure));
    else waiting?.resolve({ value, tracks });
  }

  /**
   * The content script's error as one of this world.
   * @param {Failure} failure
   */
  #error({ name, message, constraint }) {
    const { OverconstrainedError, DOMException } = this.#natives;
    if (name === 'TypeError') return new TypeError(message); // made in the page's own call, natively
    if (constraint !== undefined) {
      return withoutStack(new OverconstrainedError(constraint, message));
    }
    return withoutStack(new DOMException(message, name));
  }
}
