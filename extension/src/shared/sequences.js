/** Lists between a page and its browser: read as the browser reads them, and given so that it can. */

import { bare, ownValue } from './lists.js';
import { isObject } from './objects.js';

const { apply } = Reflect;
const { isArray } = Array;
const { iterator } = Symbol;
const ARRAYS = Array.prototype;
const itemsOf = /** @type {any} */ (ARRAYS)[iterator];

/**
 * @template T
 * @param {T[]} items
 * @returns {T[]} what the browser takes for the same list, without the iterator of the page's arrays
 */
export function sequenceOf(items) {
  return iterableOf(() => {
    let at = 0;
    const next = () => {
      const done = at >= items.length;
      const value = done ? undefined : items[at];
      at += 1;
      return bare({ done, value });
    };
    return bare({ next });
  });
}

/**
 * @param {unknown} method
 * @returns {any} what has this method to be iterated by
 */
function iterableOf(method) {
  return bare({ [iterator]: method });
}

/**
 * @param {object} value
 * @returns {unknown} the method by which the browser iterates it; undefined or null for no sequence
 */
export function iteratorOf(value) {
  // Of arrays Chromium takes the indices, whatever they are iterated by: only a proxy of one, which
  // looks the same from here, is asked. Nobody hears of that while all arrays have the browser's own.
  if (!isArray(value) || ownValue(ARRAYS, iterator) === itemsOf) {
    return /** @type {any} */ (value)[iterator];
  }
  return itemsOf;
}

/**
 * Goes through a sequence as Chromium does (WebIDL, "sequence<T>"): of its iterator nothing is asked
 * but `next`, also when it goes no further.
 * @param {object} value
 * @param {unknown} method as `iteratorOf` tells it
 * @param {(item: any) => boolean} visit whether to go on
 * @returns {object | null} what the browser refuses for the reason for which it would refuse this one
 */
export function eachItem(value, method, visit) {
  if (isArray(value)) {
    for (let at = 0; at < value.length; at += 1) if (!visit(value[at])) break;
    return null;
  }
  if (typeof method !== 'function') return iterableOf(method);
  const items = apply(method, value, []);
  if (!isObject(items)) return iterableOf(() => items);
  const { next } = /** @type {any} */ (items);
  if (typeof next !== 'function') return iterableOf(() => bare({ next }));
  for (;;) {
    const result = apply(next, items, []);
    if (!isObject(result)) return iterableOf(() => bare({ next: () => result }));
    const { value: item, done } = /** @type {any} */ (result);
    if (done || !visit(item)) return null;
  }
}
