/**
 * Arrays and objects as our scripts make them in a page: without what a page does to all of them, and
 * without its noticing.
 */

import { uncurry } from './uncurried.js';

const { hasOwn } = Object;
const { defineProperty, getOwnPropertyDescriptor } = Reflect;
const includes = uncurry(/** @type {any} */ (Array.prototype.includes));

/** @returns {any[]} */
export function list() {
  return [];
}

/**
 * @param {unknown[]} list
 * @param {unknown} value
 */
export function put(list, value) {
  const own = { __proto__: null, value, writable: true, enumerable: true, configurable: true };
  defineProperty(list, list.length, /** @type {PropertyDescriptor} */ (own));
}

/**
 * @template T
 * @param {readonly T[]} list
 * @param {number} index
 * @returns {T | undefined} what it has there itself
 */
export function at(list, index) {
  return index < list.length ? list[index] : undefined;
}

/**
 * @template T
 * @param {readonly T[]} list
 * @param {(item: T) => void} visit
 */
export function each(list, visit) {
  for (let at = 0; at < list.length; at += 1) visit(/** @type {T} */ (list[at]));
}

/**
 * @template T
 * @param {readonly T[]} list
 * @param {(item: T) => boolean} is
 * @returns {T | undefined} the first item of which it is so
 */
export function find(list, is) {
  for (let at = 0; at < list.length; at += 1) {
    const item = /** @type {T} */ (list[at]);
    if (is(item)) return item;
  }
  return undefined;
}

/**
 * @param {readonly unknown[]} list
 * @param {unknown} value
 * @returns {boolean}
 */
export function contains(list, value) {
  return includes(list, value);
}

/**
 * @template {object} T
 * @param {T} members
 * @returns {T} the same, without what a page lets all objects inherit
 */
export function bare(members) {
  return /** @type {T} */ ({ __proto__: null, ...members });
}

/**
 * @param {object} owner
 * @param {string | number | symbol} key
 * @returns {unknown} undefined for what only a getter would tell
 */
export function ownValue(owner, key) {
  const own = getOwnPropertyDescriptor(owner, key);
  return own && hasOwn(own, 'value') ? own.value : undefined;
}
