/**
 * Replaces members of the page's prototypes politely, and can put everything back. It also runs when
 * the page has begun: descriptors inherit nothing, and no array or built-in of the page's is used.
 */

import { nameNatively, printAs, standIn } from '../native-looks.js';

const { deleteProperty, getOwnPropertyDescriptor, defineProperty } = Reflect;

/** @typedef {{undo: () => void, next: Undo | undefined}} Undo */

/** Owns every patch of one document. */
export class PatchSet {
  /** The last one first. @type {Undo | undefined} */
  #undo;

  /**
   * Replaces a method; the native descriptor, name and length stay.
   * @param {object | undefined} owner usually a prototype
   * @param {string | symbol} name
   * @param {(native: Function) => Function} wrap gets the native method, returns the replacement
   * @param {typeof standIn} [stand] makes it look like the native one
   * @returns {boolean} false when this browser has no such method
   */
  method(owner, name, wrap, stand = standIn) {
    const native = owner && describe(owner, name);
    if (!owner || typeof native?.value !== 'function' || !native.configurable) return false;
    const ours = wrap(native.value);
    // A constructor's replacement is a proxy of it already.
    const constructs = describe(native.value, 'prototype') !== undefined;
    const value = constructs ? ours : stand(native.value, ours);
    if (constructs) printAs(value, native.value);
    this.#replace(owner, name, native, bare({ ...native, value }));
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
    const native = owner && describe(owner, name);
    if (!owner || !native?.get || !native.configurable) return false;
    const get = /** @type {() => any} */ (standIn(native.get, wrap(native.get)));
    this.#replace(owner, name, native, bare({ ...native, get }));
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
    const native = owner && describe(owner, name);
    if (!owner || !native?.set || !native.configurable) return false;
    const set = /** @type {(value: any) => void} */ (standIn(native.set, wrap(native.set)));
    this.#replace(owner, name, native, bare({ ...native, set }));
    return true;
  }

  /**
   * Makes a method one with another of its owner, which may have been replaced.
   * @param {object} owner
   * @param {string | symbol} name
   * @param {string} other
   */
  alias(owner, name, other) {
    const native = describe(owner, name);
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
    const ours = bare({ get, set, enumerable: true, configurable: true });
    this.#replace(owner, name, undefined, ours);
    return true;
  }

  /** Puts every native member back, last patch first. */
  restore() {
    let last = this.#undo;
    this.#undo = undefined;
    while (last) {
      const { undo, next } = last;
      undo();
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
    this.also(() => {
      const now = describe(owner, name);
      // The page may have wrapped ours in the meantime: then it stays.
      const { value, get, set } = ours;
      if (now?.value !== value || now?.get !== get || now?.set !== set) return;
      if (native) defineProperty(owner, name, native);
      else deleteProperty(owner, name);
    });
  }
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

/**
 * @param {PropertyDescriptor} descriptor
 * @returns {PropertyDescriptor} the same, without what a page lets all objects inherit
 */
function bare(descriptor) {
  return /** @type {PropertyDescriptor} */ ({ __proto__: null, ...descriptor });
}
