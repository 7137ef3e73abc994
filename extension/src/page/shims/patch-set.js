/**
 * Replaces members of the page's prototypes politely, and can put everything back. It also runs when
 * the page has begun: descriptors inherit nothing, and no array or built-in of the page's is used.
 */

import { bare } from '../../shared/lists.js';
import { nameNatively, printAs, standIn } from '../native-looks.js';

const { deleteProperty, getOwnPropertyDescriptor, defineProperty } = Reflect;
const { hasOwn } = Object;

/**
 * A member that was replaced, to be put back.
 * @typedef {object} Patch
 * @property {object} owner
 * @property {string | symbol} name
 * @property {PropertyDescriptor | undefined} native undefined for what this browser lacks
 * @property {PropertyDescriptor} ours
 */
/** @typedef {{undo: Patch | (() => void), next: Undo | undefined}} Undo */

/** Owns every patch of one document. */
export class PatchSet {
  /** The last one first. @type {Undo | undefined} */
  #undo;

  /**
   * Replaces a method; the native descriptor, name and length stay.
   * @param {object | undefined} owner usually a prototype
   * @param {string} name
   * @param {(native: Function) => Function} wrap gets the native method, returns the replacement
   * @param {typeof standIn} [stand] makes it look like the native one
   * @returns {boolean} false when this browser has no such method
   */
  method(owner, name, wrap, stand = standIn) {
    const native = owner && getOwnPropertyDescriptor(owner, name);
    if (!owner || !native?.configurable || !hasOwn(native, 'value')) return false;
    const { value: before, writable, enumerable } = native;
    if (typeof before !== 'function') return false;
    const ours = wrap(before);
    // A constructor's replacement is a proxy of it already.
    const value = hasOwn(before, 'prototype') ? ours : stand(before, ours);
    printAs(value, before, name);
    this.#replace(
      owner,
      name,
      native,
      /** @type {PropertyDescriptor} */ ({
        __proto__: null,
        value,
        writable,
        enumerable,
        configurable: true,
      }),
    );
    return true;
  }

  /**
   * Replaces a getter; the setter, if any, stays.
   * @param {object | undefined} owner
   * @param {string} name
   * @param {(native: (this: any) => any) => (this: any) => any} wrap
   * @returns {boolean} false when this browser has no such getter
   */
  getter(owner, name, wrap) {
    const native = owner && getOwnPropertyDescriptor(owner, name);
    if (!owner || !native?.configurable || !hasOwn(native, 'get')) return false;
    const { get: before, set, enumerable } = native;
    if (!before) return false;
    const get = standIn(before, wrap(before));
    printAs(get, before, `get ${name}`);
    this.#replace(owner, name, native, accessorOf(get, set, enumerable));
    return true;
  }

  /**
   * Replaces a setter; the getter, if any, stays.
   * @param {object | undefined} owner
   * @param {string} name
   * @param {(native: Function) => Function} wrap
   * @returns {boolean} false when this browser has no such setter
   */
  setter(owner, name, wrap) {
    const native = owner && getOwnPropertyDescriptor(owner, name);
    if (!owner || !native?.configurable || !hasOwn(native, 'set')) return false;
    const { get, set: before, enumerable } = native;
    if (!before) return false;
    const set = standIn(before, wrap(before));
    printAs(set, before, `set ${name}`);
    this.#replace(owner, name, native, accessorOf(get, set, enumerable));
    return true;
  }

  /**
   * Makes a method one with another of its owner, which may have been replaced.
   * @param {object} owner
   * @param {string | symbol} name
   * @param {string} other
   */
  alias(owner, name, other) {
    const native = getOwnPropertyDescriptor(owner, name);
    const value = describe(owner, other)?.value;
    if (native?.configurable) this.#replace(owner, name, native, bare({ ...native, value }));
  }

  /** @param {() => void} undo what else is to be undone with the patches */
  also(undo) {
    this.#undo = { undo, next: this.#undo };
  }

  /**
   * Defines an accessor that this browser lacks.
   * @param {object | undefined} owner
   * @param {string} name
   * @param {{get(): unknown, set(value: unknown): void}} accessor
   * @returns {boolean} false when it is already there: the native one wins
   */
  accessor(owner, name, accessor) {
    if (!owner || name in owner) return false;
    const get = nameNatively(accessor.get, `get ${name}`);
    const set = nameNatively(accessor.set, `set ${name}`);
    const ours = accessorOf(get, set, true);
    this.#replace(owner, name, undefined, ours);
    return true;
  }

  /** Puts every native member back, last patch first. */
  restore() {
    let last = this.#undo;
    this.#undo = undefined;
    while (last) {
      const { undo, next } = last;
      if (typeof undo === 'function') undo();
      else putBack(undo);
      last = next;
    }
  }

  /**
   * @param {object} owner
   * @param {string | symbol} name
   * @param {PropertyDescriptor | undefined} native
   * @param {PropertyDescriptor} ours
   */
  #replace(owner, name, native, ours) {
    defineProperty(owner, name, ours);
    this.#undo = { undo: { owner, name, native, ours }, next: this.#undo };
  }
}

/** @param {Patch} patch */
function putBack({ owner, name, native, ours }) {
  const now = describe(owner, name);
  // The page may have wrapped ours in the meantime: then it stays.
  const { value, get, set } = ours;
  if (now?.value !== value || now?.get !== get || now?.set !== set) return;
  if (native) defineProperty(owner, name, bare(native));
  else deleteProperty(owner, name);
}

/**
 * @param {Function | undefined} get
 * @param {Function | undefined} set
 * @param {boolean | undefined} enumerable
 * @returns {PropertyDescriptor}
 */
function accessorOf(get, set, enumerable) {
  const descriptor = { __proto__: null, get, set, enumerable, configurable: true };
  return /** @type {PropertyDescriptor} */ (/** @type {unknown} */ (descriptor));
}

/**
 * @param {object} owner
 * @param {string | symbol} name
 * @returns {PropertyDescriptor | undefined} one that has its own members alone
 */
function describe(owner, name) {
  const native = getOwnPropertyDescriptor(owner, name);
  return native && bare(native);
}
