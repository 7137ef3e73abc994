/**
 * The two properties, and how constraints are read: once, as WebIDL reads them, with nothing shared
 * with the caller afterwards. Pure: no browser in it.
 */

import { MemberReader, OLD_NAMES } from './constraint-members.js';
import { bare, contains, each, find, list, put } from './lists.js';
import { isObject } from './objects.js';
import { eachItem, iteratorOf } from './sequences.js';
import { uncurry } from './uncurried.js';

/** @typedef {'backgroundBlur' | 'backgroundSegmentationMask'} EffectName */
/** @typedef {Record<EffectName, boolean>} EffectSettings */
/** @typedef {Record<EffectName, boolean[]>} EffectCapabilities */
/** @typedef {boolean | {exact?: boolean, ideal?: boolean}} ConstrainBoolean */
/** @typedef {Partial<Record<EffectName, ConstrainBoolean>>} EffectSet */

// Taken before a page can replace them: it may, while a call of its own is being read.
const { freeze, keys } = Object;
const { defineProperty } = Reflect;
/** @type {(names: string[]) => string[]} in the order of the alphabet */
const sort = uncurry(/** @type {any} */ (Array.prototype.sort));

/** @type {readonly EffectName[]} */
export const EFFECT_NAMES = freeze(['backgroundBlur', 'backgroundSegmentationMask']);

/**
 * @typedef {object} SplitSet
 * @property {EffectSet} effects
 * @property {Record<string, unknown>} native members for the camera
 */
/**
 * @typedef {object} Sets
 * @property {SplitSet[]} advanced in order; sets may be empty
 * @property {boolean} convertible false when the browser would not take it, and is to say why itself
 * @property {unknown} wrongSets what it would not take for `advanced`; undefined when that is not why
 */
/** @typedef {SplitSet & Sets} Split a MediaTrackConstraints */

/**
 * Goes no further than the browser, which stops at what it does not take.
 * @param {unknown} constraints a MediaTrackConstraints, if it is one
 * @param {readonly string[]} nativeNames members that the browser knows
 * @returns {Split}
 * @throws whatever a getter throws
 */
export function splitConstraints(constraints, nativeNames) {
  if (!isDictionary(constraints)) {
    const native = /** @type {any} */ (constraints);
    const nothing = { effects: bare({}), native, advanced: list(), wrongSets: undefined };
    return bare({ ...nothing, convertible: false });
  }
  const reader = new MemberReader();
  const names = namesToRead(nativeNames);
  const basic = splitSet(reader, constraints, names);
  const { advanced, wrongSets } = splitSets(reader, constraints, names);
  return bare({ ...basic, advanced, convertible: !reader.failed, wrongSets });
}

/**
 * @param {MemberReader} reader
 * @param {any} constraints
 * @param {string[]} names
 * @returns {Pick<Sets, 'advanced' | 'wrongSets'>}
 */
function splitSets(reader, constraints, names) {
  /** @type {SplitSet[]} */
  const advanced = list();
  const sets = reader.failed ? undefined : constraints?.advanced;
  if (sets === undefined) return { advanced, wrongSets: undefined };
  if (!isObject(sets)) return { advanced, wrongSets: reader.fail(sets) };
  const given = list();
  const wrong = eachItem(sets, iteratorOf(sets), (set) => {
    if (isDictionary(set)) put(advanced, splitSet(reader, set, names));
    else reader.fail(set);
    put(given, isDictionary(set) ? advanced[advanced.length - 1]?.native : set);
    return !reader.failed;
  });
  if (wrong) reader.fail(wrong);
  return { advanced, wrongSets: wrong ?? (reader.failed ? given : undefined) };
}

/**
 * @param {Pick<Split, 'native' | 'advanced'> & {wrongSets?: unknown}} constraints
 * @returns {Record<string, unknown>} what the browser is given of them
 */
export function forBrowser({ native, advanced, wrongSets }) {
  if (wrongSets !== undefined) return bare({ ...native, advanced: wrongSets });
  const sets = list();
  let areEmpty = true;
  each(advanced, (set) => {
    put(sets, set.native);
    areEmpty &&= keys(set.native).length === 0;
  });
  return areEmpty ? native : bare({ ...native, advanced: sets });
}

/** @param {readonly string[]} nativeNames */
function namesToRead(nativeNames) {
  /** @type {string[]} */
  const names = list();
  const add = (/** @type {string} */ name) => {
    if (!contains(names, name)) put(names, name);
  };
  each(nativeNames, add);
  each(EFFECT_NAMES, add);
  each(OLD_NAMES, add);
  return sort(names);
}

/**
 * @param {MemberReader} reader
 * @param {object | null | undefined} set a MediaTrackConstraintSet
 * @param {string[]} names
 * @returns {SplitSet}
 */
function splitSet(reader, set, names) {
  /** @type {EffectSet} */
  const effects = bare({});
  /** @type {Record<string, unknown>} */
  const native = bare({});
  if (!isObject(set)) return { effects, native };
  const members = /** @type {Record<string, unknown>} */ (set);
  for (let at = 0; at < names.length && !reader.failed; at += 1) {
    const name = /** @type {string} */ (names[at]);
    const value = members[name];
    if (value === undefined) continue;
    if (isEffectName(name)) effects[name] = toConstrainBoolean(value);
    else native[name] = reader.read(name, value);
  }
  return { effects, native };
}

/**
 * @param {unknown} value
 * @returns {value is object | null | undefined}
 */
function isDictionary(value) {
  return value === undefined || value === null || isObject(value);
}

/**
 * (boolean or ConstrainBooleanParameters), as WebIDL converts it.
 * @param {unknown} value
 * @returns {ConstrainBoolean}
 */
export function toConstrainBoolean(value) {
  if (value !== null && !isObject(value)) return !!value;
  /** @type {{exact?: boolean, ideal?: boolean}} */
  const asked = bare({});
  if (value === null) return asked;
  const { exact, ideal } = /** @type {{exact?: unknown, ideal?: unknown}} */ (value);
  if (exact !== undefined) asked.exact = !!exact;
  if (ideal !== undefined) asked.ideal = !!ideal;
  return asked;
}

/**
 * @param {EffectSet} set
 * @returns {EffectName | undefined} the first member that is `exact`
 */
export function requiredEffect(set) {
  return find(EFFECT_NAMES, (name) => exactOf(set[name], false) !== undefined);
}

/**
 * @param {ConstrainBoolean | undefined} constraint
 * @param {boolean} bareIsExact as in an advanced set
 * @returns {boolean | undefined} what it requires, if anything
 */
export function exactOf(constraint, bareIsExact) {
  if (typeof constraint === 'boolean') return bareIsExact ? constraint : undefined;
  return constraint?.exact;
}

/**
 * @param {string} name
 * @returns {name is EffectName}
 */
function isEffectName(name) {
  return contains(EFFECT_NAMES, name);
}

/**
 * @param {object} members of a dictionary
 * @returns {Record<string, unknown>} in the order in which a browser lists them
 */
export function sorted(members) {
  /** @type {Record<string, unknown>} */
  const own = {};
  each(sort(keys(members)), (name) => {
    const value = /** @type {Record<string, unknown>} */ (members)[name];
    const member = { value, writable: true, enumerable: true, configurable: true };
    defineProperty(own, name, bare(member));
  });
  return own;
}
