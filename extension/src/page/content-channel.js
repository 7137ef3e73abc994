/**
 * The page script's end of the channel: asks the content script, which owns the camera.
 *
 * Whoever has the channel could answer in the content script's place, and while one of its events is
 * heard, `window.event` leads to it. So nothing of the page's may run then: whoever listens only
 * keeps what has come, in objects that inherit nothing, and what is sent is plain data by then.
 */

import { bare, list, ownValue, put } from '../shared/lists.js';
import { isObject } from '../shared/objects.js';
import {
  ALONE,
  CALL,
  CHANNEL_EVENT,
  CONTENT_EVENT,
  ELEMENT,
  IDLE,
  PORT,
  REPLY,
  SETTLED,
  SUBJECT,
  TRACK,
} from '../shared/worlds.js';
import { withoutStack } from './native-looks.js';
import { unseen } from './promises.js';

/** @typedef {import('../shared/worlds.js').Answer} Answer */
/** @typedef {import('../shared/worlds.js').Call} Call */
/** @typedef {import('../shared/worlds.js').Failure} Failure */
/** @typedef {{value: unknown, tracks: MediaStreamTrack[]}} Answered */
/** @typedef {{track: MediaStreamTrack, before: Came | null}} Came the last one first */
/** @typedef {Answer & {tracks: Came | null}} Heard */

export class ContentChannel {
  #natives;
  #target = new EventTarget();
  #lastId = 0;
  /** Tracks that belong to the answer which comes next. @type {Came | null} */
  #tracks = null;
  /** @type {Heard | null} */
  #reply = null;
  /** By the number of the call. @type {Record<number, (heard: Heard) => void>} */
  #waiting = bare({});

  /**
   * @param {import('./natives.js').Natives} natives
   * @param {EventTarget} window
   * @param {() => void} onAlone the person leaves this site alone
   * @param {() => void} onIdle no frame of any track can be on its way
   */
  constructor(natives, window, onAlone, onIdle) {
    this.#natives = natives;
    const { FocusEvent } = natives;
    const listen = (/** @type {string} */ type, /** @type {(event: any) => void} */ listener) =>
      natives.addEventListener(this.#target, type, listener);
    listen(TRACK, (event) => {
      this.#tracks = bare({ track: natives.eventTrack(event), before: this.#tracks });
    });
    listen(REPLY, (event) => {
      this.#reply = this.#hear(event);
    });
    listen(SETTLED, (event) => {
      const heard = this.#hear(event);
      const settle = this.#waiting[heard.id];
      delete this.#waiting[heard.id];
      settle?.(heard);
    });
    listen(ALONE, onAlone);
    listen(IDLE, onIdle);
    // Both scripts run before any script of the page, in either order: whoever comes second
    // completes the handshake, and neither listens any longer when the page starts.
    const offer = () =>
      !natives.dispatchEvent(
        window,
        new FocusEvent(CHANNEL_EVENT, bare({ relatedTarget: this.#target, cancelable: true })),
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
    const call = this.#prepare(name, args);
    if (subject) this.#tellSubject(subject);
    return this.#answerTo(call);
  }

  /**
   * Asks for what is known of an element.
   * @param {string} name
   * @param {Element} element
   * @param {...unknown} args structured-cloneable
   * @returns {Answered}
   */
  callAbout(name, element, ...args) {
    const { FocusEvent } = this.#natives;
    const call = this.#prepare(name, args);
    this.#tell(new FocusEvent(ELEMENT, bare({ relatedTarget: element })));
    return this.#answerTo(call);
  }

  /**
   * @param {string} name
   * @param {MediaStreamTrack} subject
   * @param {MessagePort} port the content script's from here on
   */
  callWithPort(name, subject, port) {
    const { MessageEvent } = this.#natives;
    this.#tell(new MessageEvent(PORT, bare({ source: port })));
    return this.call(name, subject);
  }

  /**
   * Asks for what takes time.
   * @param {string} name
   * @param {MediaStreamTrack | null} subject
   * @param {...unknown} args structured-cloneable
   * @returns {Promise<Answered>}
   */
  async request(name, subject, ...args) {
    let call;
    try {
      call = this.#prepare(name, args);
    } catch {
      // Something in it, such as a symbol, cannot be cloned: the browser would not take it either.
      throw this.#notConvertible();
    }
    const { id } = call;
    /** @type {Promise<Heard>} */
    const heard = new this.#natives.Promise((resolve) => {
      this.#waiting[id] = resolve;
    });
    if (subject) this.#tellSubject(subject);
    if (!this.#ask(call)) {
      delete this.#waiting[id];
      throw this.#notConvertible();
    }
    return this.#read(await unseen(heard));
  }

  /**
   * @param {string} name
   * @param {unknown[]} args
   * @returns {Call} with a copy of them: the page's getters have run by then
   * @throws {DOMException} DataCloneError
   */
  #prepare(name, args) {
    const copies = isPlain(args) ? args : this.#natives.structuredClone(args);
    this.#lastId += 1;
    return bare({ id: this.#lastId, name, args: copies });
  }

  /** @param {MediaStreamTrack} track that a call is about */
  #tellSubject(track) {
    this.#tell(new this.#natives.MediaStreamTrackEvent(SUBJECT, bare({ track })));
  }

  /** @param {Event} event */
  #tell(event) {
    return this.#natives.dispatchEvent(this.#target, event);
  }

  /**
   * @param {Call} call
   * @returns {boolean} whether the content script has understood
   */
  #ask(call) {
    const { CustomEvent } = this.#natives;
    return !this.#tell(new CustomEvent(CALL, bare({ detail: call, cancelable: true })));
  }

  /** @param {Call} call */
  #answerTo(call) {
    this.#ask(call);
    const reply = this.#reply;
    this.#reply = null;
    if (!reply) throw this.#error({ name: 'InvalidStateError', message: 'no answer' });
    return this.#read(reply);
  }

  /**
   * @param {CustomEvent<Answer>} event
   * @returns {Heard}
   */
  #hear(event) {
    const tracks = this.#tracks;
    this.#tracks = null;
    return bare({ ...this.#natives.eventDetail(event), tracks });
  }

  /**
   * @param {Heard} heard
   * @returns {Answered}
   */
  #read({ value, failure, tracks }) {
    if (failure) throw this.#error(failure);
    return bare({ value, tracks: inOrder(tracks) });
  }

  /**
   * The content script's error as one of this world.
   * @param {Failure} failure
   */
  #error(failure) {
    const { name, message } = failure;
    const constraint = ownValue(failure, 'constraint');
    const { OverconstrainedError, DOMException } = this.#natives;
    if (name === 'TypeError') return new this.#natives.TypeError(message); // made in the page's call, natively
    if (constraint !== undefined) {
      return withoutStack(new OverconstrainedError(`${constraint}`, message));
    }
    return withoutStack(new DOMException(message, name));
  }

  #notConvertible() {
    return new this.#natives.TypeError('The provided value cannot be converted.');
  }
}

/**
 * @param {unknown[]} args
 * @returns {boolean} whether nothing is in them that could be the page's
 */
function isPlain(args) {
  for (let at = 0; at < args.length; at += 1) if (isObject(args[at])) return false;
  return true;
}

/**
 * @param {Came | null} last
 * @returns {MediaStreamTrack[]} in the order in which they came
 */
function inOrder(last) {
  /** @type {Came | null} */
  let first = null;
  for (let came = last; came; came = came.before) first = { track: came.track, before: first };
  const tracks = list();
  for (let came = first; came; came = came.before) put(tracks, came.track);
  return tracks;
}
