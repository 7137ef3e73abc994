/**
 * The two properties, and how constraints are read: once, as WebIDL reads them, with nothing shared
 * with the caller afterwards. Pure: no browser in it.
 */

import { isObject } from './objects.js';
import { sequenceOf } from './sequences.js';

/** @typedef {'backgroundBlur' | 'backgroundSegmentationMask'} EffectName */
/** @typedef {Record<EffectName, boolean>} EffectSettings */
/** @typedef {Record<EffectName, boolean[]>} EffectCapabilities */
/** @typedef {boolean | {exact?: boolean, ideal?: boolean}} ConstrainBoolean */
/** @typedef {Partial<Record<EffectName, ConstrainBoolean>>} EffectSet */

// Taken before a page can replace them: it may, while a call of its own is being read.
const { entries, freeze, fromEntries, keys, values } = Object;
const { apply } = Reflect;
const from = Array.from.bind(Array);

/** @type {readonly EffectName[]} */
export const EFFECT_NAMES = freeze(['backgroundBlur', 'backgroundSegmentationMask']);

/** Members that Chromium still reads and does not list: sets of names and values of its own. */
export const OLD_NAMES = ['mandatory', 'optional'];
/** Members of numbers, which may have bounds. */
const NUMBERS = [
  ...['aspectRatio', 'brightness', 'channelCount', 'colorTemperature', 'contrast'],
  ...['exposureCompensation', 'exposureTime', 'focusDistance', 'frameRate', 'height', 'iso'],
  ...['latency', 'pan', 'sampleRate', 'sampleSize', 'saturation', 'sharpness', 'tilt', 'width'],
  'zoom',
];
/** Members that are no sequences either. */
const BOOLEANS = [
  ...['autoGainControl', 'echoCancellation', 'noiseSuppression', 'restrictOwnAudio'],
  ...['suppressLocalAudioPlayback', 'torch', 'voiceIsolation'],
];

/**
 * @typedef {object} SplitSet
 * @property {EffectSet} effects
 * @property {Record<string, unknown>} native members for the camera
 */
/**
 * @typedef {object} Sets
 * @property {SplitSet[]} advanced in order; sets may be empty
 * @property {boolean} convertible false when the browser would not take it, and is to say why itself
 * @property {unknown} wrongSets what it would not take for `advanced`, whatever the page has replaced;
 *   undefined when that is not why
 */
/** @typedef {SplitSet & Sets} Split a MediaTrackConstraints */

/**
 * @param {unknown} constraints a MediaTrackConstraints, if it is one
 * @param {readonly string[]} nativeNames members that the browser knows
 * @returns {Split}
 * @throws whatever a getter throws
 */
export function splitConstraints(constraints, nativeNames) {
  const basic = splitSet(constraints, nativeNames);
  if (!basic) return refused(constraints);
  const sets = /** @type {any} */ (constraints)?.advanced;
  if (sets === undefined) {
    const convertible = !hasSymbol(basic.native);
    return { ...basic, advanced: [], convertible, wrongSets: undefined };
  }
  if (!isObject(sets)) return refused({ advanced: sets }, sets);
  const iterator = /** @type {any} */ (sets)[Symbol.iterator];
  if (typeof iterator !== 'function') {
    const wrong = { [Symbol.iterator]: iterator };
    return refused({ advanced: wrong }, wrong);
  }
  /** @type {SplitSet[]} */
  const advanced = [];
  for (const set of iterate(sets, iterator)) {
    const split = splitSet(set, nativeNames);
    if (!split) return refused({ advanced: [set] }, sequenceOf([set]));
    advanced.push(split);
  }
  const convertible = ![basic, ...advanced].some(({ native }) => hasSymbol(native));
  return { ...basic, advanced, convertible, wrongSets: undefined };
}

/**
 * @param {Pick<Split, 'native' | 'advanced'>} constraints
 * @returns {Record<string, unknown>} what the browser is given of them
 */
export function forBrowser({ native, advanced }) {
  if (!advanced.some((set) => keys(set.native).length > 0)) return native;
  return { ...native, advanced: advanced.map((set) => set.native) };
}

/**
 * @param {unknown} constraints that the browser does not take
 * @param {unknown} [wrongSets]
 * @returns {Split}
 */
function refused(constraints, wrongSets) {
  return {
    effects: {},
    native: /** @type {any} */ (constraints),
    advanced: [],
    convertible: false,
    wrongSets,
  };
}

/**
 * @param {unknown} set a MediaTrackConstraintSet, if it is one
 * @param {readonly string[]} nativeNames
 * @returns {SplitSet | null}
 */
function splitSet(set, nativeNames) {
  if (set !== undefined && set !== null && !isObject(set)) return null;
  const members = /** @type {Record<string, unknown>} */ (set ?? {});
  /** @type {EffectSet} */
  const effects = {};
  /** @type {Record<string, unknown>} */
  const native = {};
  for (const name of [...new Set([...nativeNames, ...EFFECT_NAMES, ...OLD_NAMES])].sort()) {
    const value = members[name];
    if (value === undefined) continue;
    if (isEffectName(name)) effects[name] = toConstrainBoolean(value);
    else native[name] = OLD_NAMES.includes(name) ? legacyCopy(value) : copyOf(name, value);
  }
  return { effects, native };
}

/**
 * (boolean or ConstrainBooleanParameters), as WebIDL converts it.
 * @param {unknown} value
 * @returns {ConstrainBoolean}
 */
export function toConstrainBoolean(value) {
  if (value !== null && !isObject(value)) return Boolean(value);
  const { exact, ideal } = /** @type {{exact?: unknown, ideal?: unknown}} */ (value ?? {});
  return {
    ...(exact === undefined ? {} : { exact: Boolean(exact) }),
    ...(ideal === undefined ? {} : { ideal: Boolean(ideal) }),
  };
}

/**
 * @param {EffectSet} set
 * @returns {EffectName | undefined} the first member that is `exact`
 */
export function requiredEffect(set) {
  return EFFECT_NAMES.find((name) => exactOf(set[name], false) !== undefined);
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
  return EFFECT_NAMES.includes(/** @type {EffectName} */ (name));
}

/**
 * @param {string} name of a member that the browser knows
 * @param {unknown} value
 * @returns {unknown} a copy as plain data, which the browser converts as it would the value
 */
function copyOf(name, value) {
  if (!isObject(value)) return value;
  if (NUMBERS.includes(name)) {
    return copyOfMembers(value, ['max', 'min', 'exact', 'ideal'], (member) => Number(member));
  }
  if (BOOLEANS.includes(name)) return copyOfMembers(value, ['exact', 'ideal'], () => true);
  const list = (/** @type {object} */ member) => copyOfSequence(name, member);
  return (
    list(value) ??
    copyOfMembers(value, ['exact', 'ideal'], (member) => list(member) ?? String(member))
  );
}

/**
 * @param {object} value a dictionary
 * @param {string[]} names
 * @param {(member: object) => unknown} convert
 */
function copyOfMembers(value, names, convert) {
  /** @type {Record<string, unknown>} */
  const copy = {};
  for (const name of names) {
    const member = /** @type {Record<string, unknown>} */ (value)[name];
    if (member !== undefined) copy[name] = isObject(member) ? convert(member) : member;
  }
  return copy;
}

/**
 * @param {string} name
 * @param {object} value
 * @returns {unknown[] | null} null for what is no sequence
 */
function copyOfSequence(name, value) {
  const iterator = /** @type {any} */ (value)[Symbol.iterator];
  if (typeof iterator !== 'function') return null;
  const convert =
    name === 'pointsOfInterest'
      ? (/** @type {object} */ item) => copyOfMembers(item, ['x', 'y'], (member) => Number(member))
      : (/** @type {object} */ item) => String(item);
  return from(iterate(value, iterator), (item) => (isObject(item) ? convert(item) : item));
}

/**
 * Copies a set of names and values, or a sequence of such sets.
 * @param {unknown} value
 * @returns {unknown}
 */
function legacyCopy(value) {
  if (!isObject(value)) return value;
  if (Symbol.iterator in value) {
    return from(/** @type {Iterable<unknown>} */ (value), legacyCopy);
  }
  return { ...value };
}

/**
 * @param {object} sequence
 * @param {() => Iterator<unknown>} iterator its method, read once
 * @returns {Iterable<unknown>}
 */
function iterate(sequence, iterator) {
  return { [Symbol.iterator]: () => apply(iterator, sequence, []) };
}

/**
 * @param {unknown} data
 * @returns {boolean} whether a symbol is in it, which is neither a number nor a string
 */
function hasSymbol(data) {
  if (typeof data === 'symbol') return true;
  return isObject(data) && values(data).some(hasSymbol);
}

/**
 * @param {object} members of a dictionary
 * @returns {Record<string, unknown>} in the order in which a browser lists them
 */
export function sorted(members) {
  return fromEntries(entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}
