/**
 * Goes through a value and its structured clone side by side. Nothing of the page's runs in it: own
 * data properties are read, getters are not called.
 */

import { ownValue } from '../shared/lists.js';
import { uncurry } from '../shared/uncurried.js';

const { getPrototypeOf, ownKeys } = Reflect;
const { isArray } = Array;
const { isView } = ArrayBuffer;
const Seen = WeakSet;
const has = uncurry(WeakSet.prototype.has);
const add = uncurry(WeakSet.prototype.add);
const [PLAIN, MAP, SET] = [Object.prototype, Map.prototype, Set.prototype];
/** @typedef {Iterator<[unknown, unknown]>} Entries */
/** @type {(map: any) => Entries} */
const mapEntries = uncurry(MAP.entries);
/** @type {(set: any) => Entries} */
const setEntries = uncurry(SET.entries);
/** @type {(entries: Entries) => IteratorResult<[unknown, unknown]>} */
const nextOfMap = uncurry(new Map().entries().next);
/** @type {typeof nextOfMap} */
const nextOfSet = uncurry(new Set().entries().next);

/** So many members are looked at, of whatever is in the value. */
const MOST_MEMBERS = 2000;

/** @typedef {{original: object, clone: object, next: Pair | null}} Pair */

/**
 * @param {unknown} original
 * @param {unknown} clone of it, as the browser made it; or the same
 * @param {(original: object, clone: object) => void} visit
 */
export function eachPair(original, clone, visit) {
  const walk = new Walk();
  walk.add(original, clone);
  try {
    for (let pair = walk.first; pair; pair = pair.next) {
      visit(pair.original, pair.clone);
      walk.addMembers(pair.original, pair.clone);
    }
  } catch {
    // Getters of the original have changed it while it was cloned: it is not alike any more.
  }
}

class Walk {
  #seen = new Seen();
  #left = MOST_MEMBERS;
  /** @type {Pair | null} */
  first = null;
  /** @type {Pair | null} */
  #last = null;

  /**
   * @param {unknown} original
   * @param {unknown} clone
   */
  add(original, clone) {
    this.#left -= 1;
    if (!isObject(original) || !isObject(clone) || has(this.#seen, clone)) return;
    add(this.#seen, clone);
    const pair = { original, clone, next: null };
    if (this.#last) this.#last.next = pair;
    else this.first = pair;
    this.#last = pair;
  }

  /**
   * @param {object} original
   * @param {object} clone which, as a clone, is of a type of its own or plain
   */
  addMembers(original, clone) {
    const type = getPrototypeOf(clone);
    if (isArray(clone)) this.#addItems(original, clone, clone.length);
    else if (type === MAP) this.#addEntries(mapEntries(original), mapEntries(clone), nextOfMap);
    else if (type === SET) this.#addEntries(setEntries(original), setEntries(clone), nextOfSet);
    // What is still to be cloned may be an instance of the page's; an array of bytes has no objects.
    else if (type === PLAIN || (original === clone && !isView(clone))) {
      this.#addProperties(original, clone);
    }
  }

  /**
   * @param {object} original
   * @param {object} clone
   * @param {number} count
   */
  #addItems(original, clone, count) {
    for (let at = 0; at < count && this.#left > 0; at += 1) this.#addProperty(original, clone, at);
  }

  /**
   * @param {object} original
   * @param {object} clone
   */
  #addProperties(original, clone) {
    const keys = ownKeys(clone);
    for (let at = 0; at < keys.length && this.#left > 0; at += 1) {
      this.#addProperty(original, clone, /** @type {string} */ (keys[at]));
    }
  }

  /**
   * @param {object} original
   * @param {object} clone
   * @param {string | number} key
   */
  #addProperty(original, clone, key) {
    this.add(ownValue(original, key), ownValue(clone, key));
  }

  /**
   * @param {Entries} originals
   * @param {Entries} clones
   * @param {typeof nextOfMap} next
   */
  #addEntries(originals, clones, next) {
    while (this.#left > 0) {
      const { value: original, done } = next(originals);
      const { value: clone } = next(clones);
      if (done || !clone) return;
      this.add(original[0], clone[0]);
      this.add(original[1], clone[1]);
    }
  }
}

/**
 * @param {unknown} value
 * @returns {value is object}
 */
function isObject(value) {
  return typeof value === 'object' && value !== null;
}
