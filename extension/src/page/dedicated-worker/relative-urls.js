/** What takes addresses in a worker: relative ones are meant from the worker's script on. */

import { at, each, list, put } from '../../shared/lists.js';
import { isObject } from '../../shared/objects.js';
import { eachItem, iteratorOf } from '../../shared/sequences.js';
import { ownerOf } from '../../shared/uncurried.js';
import { hideFrames, standInConstructor, standInOpenly } from '../native-looks.js';
import { hidingFrames } from '../promises.js';
import { Referrer } from './referrer.js';

/** @typedef {import('./natives.js').ScopeNatives} ScopeNatives */
/** @typedef {import('../shims/patch-set.js').PatchSet} PatchSet */
/** @typedef {(this: any, ...args: any[]) => unknown} Method */

const CONSTRUCTORS = ['EventSource', 'Request', 'WebSocket', 'Worker'];
const CACHE_METHODS = ['add', 'delete', 'keys', 'match', 'matchAll', 'put'];
const REQUEST = 'Request';

/**
 * @param {PatchSet} patches
 * @param {ScopeNatives} natives
 * @param {() => string} url of the worker's script
 */
export function shimRelativeUrls(patches, natives, url) {
  const scope = /** @type {any} */ (natives.scope);
  const full = (/** @type {unknown} */ address) => inFull(natives, address, url);
  const referrer = new Referrer(natives, url, full);
  /**
   * @param {object | undefined} owner
   * @param {string} name
   * @param {(native: Function) => Method} wrap
   */
  const method = (owner, name, wrap) => patches.method(owner, name, wrap);
  /** @param {number} at which argument is the address */
  const taking = (at) => (/** @type {Function} */ native) =>
    /** @type {{m: Method}} */ ({
      m(...args) {
        if (args.length > at) args[at] = full(args[at]);
        return natives.apply(native, this, args);
      },
    }).m;
  /** @param {Function} native */
  const fetching = (native) => {
    const call = taking(0)(native);
    return /** @type {{m: Method}} */ ({
      m(...args) {
        return promised(natives, () => natives.apply(/** @type {Function} */ (call), this, args));
      },
    }).m;
  };

  for (const name of CONSTRUCTORS) {
    const native = scope[name];
    if (typeof native !== 'function') continue;
    const ours = standInConstructor(native, (args, newTarget) => {
      if (args.length > 0) args[0] = full(args[0]);
      const construct = (/** @type {any[]} */ passed) =>
        natives.construct(native, passed, newTarget);
      return name === REQUEST ? referrer.construct(args, construct) : construct(args);
    });
    method(scope, name, () => ours);
    method(native.prototype, 'constructor', () => ours);
  }
  method(ownerOf(scope, 'fetch'), 'fetch', (native) => {
    const call = (/** @type {unknown} */ self, /** @type {any[]} */ args) => {
      if (args.length > 0) args[0] = full(args[0]);
      return natives.apply(native, self, referrer.withIts(args));
    };
    return /** @type {{m: Method}} */ ({
      m(...args) {
        return promised(natives, () => call(this, args));
      },
    }).m;
  });
  patches.getter(
    scope.Request?.prototype,
    'referrer',
    (native) =>
      /** @type {{g(this: object): unknown}} */ ({
        g() {
          return referrer.hide(this, natives.apply(native, this, []));
        },
      }).g,
  );
  each(CACHE_METHODS, (name) => method(scope.Cache?.prototype, name, fetching));
  method(
    scope.Cache?.prototype,
    'addAll',
    (native) =>
      /** @type {{m: Method}} */ ({
        m(...args) {
          return promised(natives, () => {
            if (isObject(at(args, 0))) args[0] = eachInFull(args[0], full);
            return natives.apply(native, this, args);
          });
        },
      }).m,
  );
  method(scope.CacheStorage?.prototype, 'match', fetching);
  method(scope.XMLHttpRequest?.prototype, 'open', taking(1));
  method(scope.Response, 'redirect', taking(0));
  patches.method(
    ownerOf(scope, 'importScripts'),
    'importScripts',
    (native) =>
      /** @type {{m: Method}} */ ({
        m(...args) {
          for (let at = 0; at < args.length; at += 1) args[at] = full(args[at]);
          return natives.apply(native, this, args);
        },
      }).m,
    standInOpenly,
  );
}

/**
 * @param {object} given to Cache.addAll
 * @param {(address: unknown) => unknown} full
 * @returns {object} the same, or the same list of addresses in full
 */
function eachInFull(given, full) {
  const method = iteratorOf(given);
  if (method === undefined || method === null) return given;
  const addresses = list();
  const wrong = eachItem(given, method, (address) => {
    put(addresses, full(address));
    return true;
  });
  return wrong ?? addresses;
}

/**
 * @param {ScopeNatives} natives
 * @param {() => Promise<unknown>} call what may throw before there is a promise
 * @returns {Promise<unknown>} the page sees no frame of this script in what it rejects with
 */
function promised(natives, call) {
  try {
    return hidingFrames(call());
  } catch (error) {
    return natives.reject(hideFrames(error));
  }
}

/**
 * @param {ScopeNatives} natives
 * @param {unknown} address a request, or what the browser takes for a URL
 * @param {() => string} base
 * @returns {unknown} the same; a relative URL in full, if that makes one
 */
function inFull(natives, address, base) {
  if (typeof address === 'symbol') return address;
  if (typeof address !== 'string' && natives.isRequest(address)) return address;
  const text = `${address}`;
  if (natives.isUrl(text) || !natives.isUrl(text, base())) return text;
  return natives.urlHref(natives.parseUrl(text, base()));
}
