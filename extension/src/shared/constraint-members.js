/** The members of constraints that are the browser's, copied as plain data that it converts alike. Pure. */

import { bare, contains, list, put } from './lists.js';
import { isObject } from './objects.js';
import { eachItem, iteratorOf } from './sequences.js';

const { keys } = Object;
const { isFinite: isFiniteNumber } = Number;

/** Members that Chromium still reads and does not list: sets of names and values of its own. */
export const OLD_NAMES = ['mandatory', 'optional'];
/** Members of whole numbers, which are made of any number; they may have bounds. */
const WHOLES = ['channelCount', 'height', 'sampleRate', 'sampleSize', 'width'];
/** Members of finite numbers, which may have bounds. */
const NUMBERS = [
  ...['aspectRatio', 'brightness', 'colorTemperature', 'contrast', 'exposureCompensation'],
  ...['exposureTime', 'focusDistance', 'frameRate', 'iso', 'latency', 'pan', 'saturation'],
  ...['sharpness', 'tilt', 'zoom'],
];
/** Members that are no sequences either. */
const BOOLEANS = [
  ...['autoGainControl', 'noiseSuppression', 'restrictOwnAudio', 'suppressLocalAudioPlayback'],
  ...['torch', 'voiceIsolation'],
];
const BOOLEAN_OR_TEXT = 'echoCancellation';
const POINTS = 'pointsOfInterest';
const BOUNDS = ['max', 'min', 'exact', 'ideal'];
const EXACT_AND_IDEAL = ['exact', 'ideal'];
const PLACE = ['x', 'y'];

/** Reads members, and goes no further when there is one that the browser would not take. */
export class MemberReader {
  /** Whether there was one: its copy is not taken either, and for the same reason. */
  failed = false;

  /**
   * @param {string} name of a member that the browser knows
   * @param {unknown} value
   * @returns {unknown} a copy
   */
  read(name, value) {
    if (name === 'mandatory') return isObject(value) ? this.#record(value) : this.fail(value);
    if (name === 'optional') return isObject(value) ? this.#records(value) : this.fail(value);
    if (contains(WHOLES, name)) return this.#dictionary(value, BOUNDS, this.#number);
    if (contains(NUMBERS, name)) return this.#dictionary(value, BOUNDS, this.#finite);
    if (contains(BOOLEANS, name)) return this.#dictionary(value, EXACT_AND_IDEAL, truth);
    if (name === BOOLEAN_OR_TEXT) return this.#dictionary(value, EXACT_AND_IDEAL, this.#text);
    const item = name === POINTS ? this.#place : this.#text;
    const other = name === POINTS ? this.#noPlaces : this.#text;
    const one = (/** @type {unknown} */ member) =>
      (isObject(member) ? this.#sequence(member, item) : null) ?? other(member);
    if (!isObject(value)) return value === null ? value : other(value);
    return this.#sequence(value, item) ?? this.#dictionary(value, EXACT_AND_IDEAL, one);
  }

  /**
   * @template T
   * @param {T} value that the browser does not take
   * @returns {T}
   */
  fail(value) {
    this.failed = true;
    return value;
  }

  /**
   * @param {unknown} value a dictionary, or one bare value
   * @param {string[]} names
   * @param {(member: unknown) => unknown} copyOf
   * @returns {unknown}
   */
  #dictionary(value, names, copyOf) {
    if (!isObject(value)) return value === null ? value : copyOf(value);
    /** @type {Record<string, unknown>} */
    const copy = bare({});
    for (let at = 0; at < names.length && !this.failed; at += 1) {
      const name = /** @type {string} */ (names[at]);
      const member = /** @type {Record<string, unknown>} */ (value)[name];
      if (member !== undefined) copy[name] = copyOf(member);
    }
    return copy;
  }

  /**
   * @param {object} value
   * @param {(item: unknown) => unknown} copyOf
   * @returns {unknown} null for what is no sequence
   */
  #sequence(value, copyOf) {
    const method = iteratorOf(value);
    if (method === undefined || method === null) return null;
    const items = list();
    const wrong = eachItem(value, method, (item) => {
      put(items, copyOf(item));
      return !this.failed;
    });
    return wrong ? this.fail(wrong) : items;
  }

  /** @param {object} value */
  #records(value) {
    const record = (/** @type {unknown} */ item) =>
      isObject(item) ? this.#record(item) : this.fail(item);
    return this.#sequence(value, record) ?? this.fail(bare({}));
  }

  /** @param {object} value names and texts */
  #record(value) {
    /** @type {Record<string, unknown>} */
    const copy = bare({});
    const names = keys(value);
    for (let at = 0; at < names.length && !this.failed; at += 1) {
      const name = /** @type {string} */ (names[at]);
      copy[name] = this.#text(/** @type {Record<string, unknown>} */ (value)[name]);
    }
    return copy;
  }

  #place = (/** @type {unknown} */ item) => {
    if (isObject(item)) return this.#dictionary(item, PLACE, this.#finite);
    return item === undefined || item === null ? item : this.fail(item);
  };

  /** Also of an object there is nothing that can be iterated. */
  #noPlaces = (/** @type {unknown} */ value) => this.fail(isObject(value) ? bare({}) : value);

  #text = (/** @type {unknown} */ value) => {
    if (typeof value === 'symbol') return this.fail(value);
    return isObject(value) ? `${value}` : value;
  };

  #number = (/** @type {unknown} */ value) => {
    if (typeof value === 'symbol' || typeof value === 'bigint') return this.fail(value);
    return isObject(value) ? +value : value;
  };

  #finite = (/** @type {unknown} */ value) => {
    const number = this.#number(value);
    return this.failed || isFiniteNumber(+(/** @type {any} */ (number)))
      ? number
      : this.fail(number);
  };
}

/** @param {unknown} value */
function truth(value) {
  return isObject(value) || typeof value === 'symbol' ? true : value;
}
