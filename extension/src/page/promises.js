/**
 * Promises, without what a page makes of them: it is asked for a promise's constructor when one is
 * awaited, and for `then` of what one is resolved with.
 */

import { bare } from '../shared/lists.js';
import { isObject } from '../shared/objects.js';
import { uncurry } from '../shared/uncurried.js';
import { hideFrames } from './native-looks.js';

const { defineProperty, deleteProperty } = Reflect;
const { species } = Symbol;
/** @type {(promise: Promise<any>, onValue: Function) => unknown} */
const then = uncurry(/** @type {any} */ (Promise.prototype.then));
/** @typedef {(resolve: (promise: Promise<any>) => void, reject: (error: unknown) => void) => void} Executor */

const OwnPromise = Promise;
const CONSTRUCTOR = /** @type {PropertyDescriptor} */ (bare({ value: Promise }));
const NO_THEN = /** @type {PropertyDescriptor} */ (bare({ value: undefined, configurable: true }));

/**
 * @template T
 * @param {Promise<T>} promise that the page never gets
 * @returns {Promise<T>} the same, to be awaited
 */
export function unseen(promise) {
  defineProperty(promise, 'constructor', CONSTRUCTOR);
  return promise;
}

/**
 * @template T
 * @param {Promise<T>} promise of the browser's, or of ours, that the page never gets
 * @returns {Promise<T>} another one that comes to the same, for the page: it sees no frame of this
 *   script in what it rejects with
 */
export function hidingFrames(promise) {
  return new OwnPromise((resolve, reject) => {
    void settle(promise, resolve, reject);
  });
}

/**
 * @template {object} B
 * @template T
 * @param {Promise<B>} promise of ours, that the page never gets
 * @param {(boxed: B) => T} unbox what it comes to inherits nothing, and has what the page is to get
 * @returns {Promise<T>} for the page, as above; it is asked for `then` of that once, as by the browser
 */
export function unboxing(promise, unbox) {
  return new OwnPromise((resolve, reject) => {
    void settleUnboxed(promise, unbox, resolve, reject);
  });
}

/**
 * Calls when no script is running: of what a script of ours asks for, nothing would be reported.
 * @template {object} A
 * @template T
 * @param {(argument: A) => Promise<T>} native bound
 * @param {A} argument that inherits nothing
 * @returns {Promise<T>} as above
 */
export function unscripted(native, argument) {
  return new OwnPromise((resolve, reject) => {
    /** @type {Promise<A>} */
    const asked = new OwnPromise((ask) => ask(argument));
    // What the browser's function returns comes here as it is.
    class Returned {
      /** @param {Executor} executor */
      constructor(executor) {
        executor((promise) => void settle(promise, resolve, reject), reject);
      }
    }
    const value = bare({ [species]: Returned });
    defineProperty(asked, 'constructor', /** @type {PropertyDescriptor} */ (bare({ value })));
    then(asked, native);
  });
}

/**
 * @param {Promise<any>} promise
 * @param {(value: any) => void} resolve
 * @param {(error: unknown) => void} reject
 */
async function settle(promise, resolve, reject) {
  let value;
  try {
    value = await unseen(promise);
  } catch (error) {
    reject(hideFrames(error));
    return;
  }
  // It was asked for `then` when that promise was resolved with it.
  const isAsked = isObject(value) && defineProperty(value, 'then', NO_THEN);
  resolve(value);
  if (isAsked) deleteProperty(value, 'then');
}

/**
 * @param {Promise<any>} promise
 * @param {(boxed: any) => any} unbox
 * @param {(value: any) => void} resolve
 * @param {(error: unknown) => void} reject
 */
async function settleUnboxed(promise, unbox, resolve, reject) {
  try {
    resolve(unbox(await unseen(promise)));
  } catch (error) {
    reject(hideFrames(error));
  }
}
