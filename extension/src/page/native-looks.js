/**
 * Makes functions of ours look like the browser's own: printed, listed and in the stacks of what they
 * throw. This script's frames are told by the name that its build gives it.
 */

import { uncurry } from '../shared/uncurried.js';

const { apply, defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf, set } =
  Reflect;
const { hasOwn } = Object;
const OwnProxy = Proxy;
const hasName = uncurry(Set.prototype.has);
const addName = uncurry(Set.prototype.add);
const { captureStackTrace } = Error;
const remembered = uncurry(WeakMap.prototype.get);
const remember = uncurry(WeakMap.prototype.set);
const includes = uncurry(String.prototype.includes);
const indexOf = uncurry(String.prototype.indexOf);
const lastIndexOf = uncurry(String.prototype.lastIndexOf);
const slice = uncurry(String.prototype.slice);
const startsWith = uncurry(String.prototype.startsWith);
const printed = uncurry(Function.prototype.toString);

/** How any proxy of a function is printed. */
const NAMELESS = printed(new OwnProxy(() => {}, {}));
const FUNCTIONS = Function.prototype;
/** How a line of a stack begins that is a frame, and what its place begins with if it is this script's. */
const [AT, PLACE] = ['    at ', 'native:'];

/**
 * The native function, or the text, that stands for each of ours, in every realm that this script
 * patches. What is printed is found out when it is asked for: a page hardly ever does.
 * @type {WeakMap<object, Function | string>}
 */
const stoodFor = new WeakMap();
/** Of every function that ours stand in for, here and so in other realms. @type {Set<string>} */
const standInNames = new Set();

/** @typedef {{ours: Function}} Called */

/** The traps of all stand-ins, which inherit nothing that a page may add to. */
const HIDING_FRAMES = /** @type {ProxyHandler<Function>} */ ({
  __proto__: null,
  /** @this {Called} */
  apply: function trap(_, self, args) {
    try {
      return apply(this.ours, self, args);
    } catch (error) {
      throw hideFrames(error, trap);
    }
  },
});
const OPENLY = /** @type {ProxyHandler<Function>} */ ({
  __proto__: null,
  /** @this {Called} */
  apply(_, self, args) {
    return apply(this.ours, self, args);
  },
});

/**
 * @param {Function} native
 * @param {Function} ours called in its place; throws what the native one throws
 * @returns {Function} with everything else of the native one: name, length, no prototype
 */
export function standIn(native, ours) {
  return new OwnProxy(native, /** @type {{}} */ ({ __proto__: HIDING_FRAMES, ours }));
}

/**
 * For what runs the page's scripts: an error of theirs that was caught on its way would be reported as
 * one of this script's. So its stack shows that this one was there.
 * @param {Function} native
 * @param {Function} ours called in its place
 * @returns {Function} with everything else of the native one
 */
export function standInOpenly(native, ours) {
  return new OwnProxy(native, /** @type {{}} */ ({ __proto__: OPENLY, ours }));
}

/**
 * @template {Function} F
 * @param {F} native a constructor
 * @param {(args: any[], newTarget: Function) => object} construct called in its place
 * @returns {F} with everything else of the native one
 */
export function standInConstructor(native, construct) {
  /** @type {ProxyHandler<F>} */
  const handler = {
    // @ts-expect-error: a page may let every object inherit a trap
    __proto__: null,
    construct: function trap(_, args, newTarget) {
      try {
        return construct(args, newTarget);
      } catch (error) {
        hideFrames(error, trap);
        throw error;
      }
    },
  };
  return new OwnProxy(native, handler);
}

/** @param {string} name */
function nativeText(name) {
  return `function ${name}() { [native code] }`;
}

/**
 * @param {Function} ours a proxy of the native one
 * @param {Function} native may be a stand-in already, of this script or of a parent document's
 * @param {string} name of the native one
 */
export function printAs(ours, native, name) {
  addName(standInNames, name);
  remember(stoodFor, ours, native);
}

/**
 * @template {Function} F
 * @param {F} ours that stands for no function of this browser
 * @param {string} name
 * @returns {F} the same, called and printed like a native one
 */
export function nameNatively(ours, name) {
  const bare = { __proto__: null, value: name, configurable: true };
  defineProperty(ours, 'name', /** @type {PropertyDescriptor} */ (bare));
  const named = standIn(ours, ours);
  addName(standInNames, name);
  remember(stoodFor, named, nativeText(name));
  return /** @type {F} */ (named);
}

/**
 * Takes this script's frames out of an error's stack.
 * @template T
 * @param {T} error of the browser's, of ours, or anything that a function of the page's has thrown
 * @param {Function} [called] by the page, when it is still running
 * @returns {T} the same
 */
export function hideFrames(error, called) {
  if (typeof error !== 'object' || error === null) return error;
  const described = getOwnPropertyDescriptor(error, 'stack');
  if (!described) return error;
  const { stack } = /** @type {{stack: unknown}} */ (/** @type {unknown} */ (error));
  if (typeof stack !== 'string') return error;
  // The browser made it just now: its place, too, is that of the call.
  if (called && isOurs(lineAfter(stack, indexOf(stack, '\n')))) captureStackTrace(error, called);
  else {
    const cleaned = withoutOurs(stack);
    if (cleaned !== stack) set(error, 'stack', cleaned);
  }
  return error;
}

/**
 * Without a regular expression: what one has found, a page finds at RegExp.
 * @param {string} stack
 * @returns {string} the same, without the frames of this script
 */
function withoutOurs(stack) {
  let kept = stack;
  let end = indexOf(stack, '\n');
  while (end >= 0) {
    const line = lineAfter(kept, end);
    const next = end + 1 + line.length;
    if (isOurs(line)) kept = slice(kept, 0, end) + slice(kept, next);
    else end = next;
    end = indexOf(kept, '\n', end);
  }
  return kept;
}

/**
 * @param {string} text
 * @param {number} end of a line; negative for none
 * @returns {string} the next line
 */
function lineAfter(text, end) {
  if (end < 0) return '';
  const next = indexOf(text, '\n', end + 1);
  return slice(text, end + 1, next < 0 ? text.length : next);
}

/** @param {string} line of a stack */
function isOurs(line) {
  if (!startsWith(line, AT)) return false;
  const at = lastIndexOf(line, PLACE);
  // Alone, or behind the function's name.
  return at === AT.length || (at > AT.length && slice(line, at - 2, at) === ' (');
}

/**
 * An error that the browser would have made without a script running has no stack.
 * @template {Error} E
 * @param {E} error made by this script
 * @returns {E}
 */
export function withoutStack(error) {
  deleteProperty(error, 'stack');
  return error;
}

/**
 * @param {object} fn
 * @returns {Function | string | undefined} the native function, or the text, that stands for ours
 */
export function stoodForBy(fn) {
  const native = remembered(stoodFor, fn);
  if (typeof native !== 'function') return native;
  const source = printed(native);
  const isNamed = source !== NAMELESS && includes(source, '[native code]');
  return stoodForBy(native) ?? (isNamed ? native : nativeText(nameOf(native)));
}

/**
 * @param {object} fn of another realm, or not
 * @returns {string | undefined} how it is printed, if this script stands in for it there
 */
export function printedElsewhere(fn) {
  if (typeof fn !== 'function' || getPrototypeOf(fn) === FUNCTIONS) return undefined;
  if (printed(fn) !== NAMELESS) return undefined;
  const name = nameOf(fn);
  return hasName(standInNames, name) ? nativeText(name) : undefined;
}

/** @param {Function} fn */
function nameOf(fn) {
  const own = getOwnPropertyDescriptor(fn, 'name');
  const name = own && hasOwn(own, 'value') ? own.value : '';
  return typeof name === 'string' ? name : '';
}
