/**
 * The constrainable pattern (mediacapture-main, section 11) for our two boolean properties.
 * Pure: no browser in it.
 */

/** @typedef {'backgroundBlur' | 'backgroundSegmentationMask'} EffectName */
/** @typedef {Record<EffectName, boolean>} EffectSettings */
/** @typedef {Record<EffectName, boolean[]>} EffectCapabilities */
/** @typedef {boolean | {exact?: boolean, ideal?: boolean}} ConstrainBoolean */
/** @typedef {Partial<Record<EffectName, ConstrainBoolean>>} EffectSet */

/** @type {readonly EffectName[]} */
export const EFFECT_NAMES = Object.freeze(['backgroundBlur', 'backgroundSegmentationMask']);

/** Members that Chromium still reads and does not list: sets of names and values of its own. */
const LEGACY_NAMES = ['mandatory', 'optional'];

/**
 * A constraint set, read once as WebIDL reads it.
 * @typedef {object} Split
 * @property {EffectSet} effects
 * @property {EffectSet[]} advanced ours of each advanced set, in order; may be empty sets
 * @property {Record<string, unknown>} native everything for the camera, `advanced` included
 * @property {Record<string, unknown>} all both, as getConstraints() returns them
 */

/**
 * Reads a MediaTrackConstraints dictionary: each member once, nothing shared with the caller after.
 * @param {unknown} constraints
 * @param {readonly string[]} nativeNames members that the browser knows
 * @returns {Split}
 * @throws {TypeError} when it is no dictionary; whatever a getter throws
 */
export function splitConstraints(constraints, nativeNames) {
  const basic = splitSet(constraints, nativeNames);
  const all = { ...basic.native, ...basic.effects };
  const native = basic.native;
  /** @type {EffectSet[]} */
  const advanced = [];
  const sets = /** @type {any} */ (constraints)?.advanced;
  if (sets !== undefined) {
    if (!isObject(sets) || typeof (/** @type {any} */ (sets)[Symbol.iterator]) !== 'function') {
      throw new TypeError('The provided value cannot be converted to a sequence.');
    }
    const split = Array.from(/** @type {Iterable<unknown>} */ (sets), (set) =>
      splitSet(set, nativeNames),
    );
    for (const set of split) advanced.push(set.effects);
    const nativeSets = split.map((set) => set.native);
    if (nativeSets.some((set) => Object.keys(set).length > 0)) native.advanced = nativeSets;
    Object.assign(all, { advanced: split.map((set) => ({ ...set.native, ...set.effects })) });
  }
  return { effects: basic.effects, advanced, native, all };
}

/**
 * @param {unknown} set
 * @param {readonly string[]} nativeNames
 */
function splitSet(set, nativeNames) {
  if (set !== undefined && set !== null && !isObject(set)) {
    throw new TypeError("The provided value is not of type 'MediaTrackConstraints'.");
  }
  const members = /** @type {Record<string, unknown>} */ (set ?? {});
  /** @type {EffectSet} */
  const effects = {};
  /** @type {Record<string, unknown>} */
  const native = {};
  for (const name of [...new Set([...nativeNames, ...EFFECT_NAMES, ...LEGACY_NAMES])].sort()) {
    const value = members[name];
    if (value === undefined) continue;
    if (isEffectName(name)) effects[name] = toConstrainBoolean(value);
    else native[name] = LEGACY_NAMES.includes(name) ? legacySnapshot(value) : snapshot(value);
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
 * SelectSettings for the two properties.
 * @param {Pick<Split, 'effects' | 'advanced'>} constraints
 * @param {EffectCapabilities} capabilities
 * @param {EffectSettings} current decides ties: what is on stays on
 * @returns {{settings: EffectSettings} | {failedConstraint: EffectName}}
 */
export function selectSettings({ effects, advanced }, capabilities, current) {
  for (const name of EFFECT_NAMES) {
    const exact = exactOf(effects[name], false);
    if (exact !== undefined && !capabilities[name].includes(exact)) {
      return { failedConstraint: name };
    }
  }
  let candidates = allSettings(capabilities).filter((settings) => satisfies(settings, effects));
  for (const set of advanced) {
    const narrowed = candidates.filter((settings) => satisfies(settings, set, true));
    if (narrowed.length > 0) candidates = narrowed;
  }
  const distance = (/** @type {EffectSettings} */ settings) =>
    EFFECT_NAMES.reduce((sum, name) => {
      const ideal = idealOf(effects[name]);
      const missed = ideal !== undefined && ideal !== settings[name] ? 1 : 0;
      const changed = settings[name] !== current[name] ? 1 : 0;
      return sum + 10 * missed + changed;
    }, 0);
  const [best] = candidates.sort((a, b) => distance(a) - distance(b));
  return { settings: best ?? current };
}

/**
 * @param {EffectSet} set
 * @returns {EffectName | undefined} the first member that is `exact`: not allowed in getUserMedia
 */
export function requiredEffect(set) {
  return EFFECT_NAMES.find((name) => exactOf(set[name], false) !== undefined);
}

/**
 * @param {EffectCapabilities} capabilities
 * @returns {EffectSettings[]}
 */
function allSettings(capabilities) {
  return capabilities.backgroundBlur.flatMap((backgroundBlur) =>
    capabilities.backgroundSegmentationMask.map((backgroundSegmentationMask) => ({
      backgroundBlur,
      backgroundSegmentationMask,
    })),
  );
}

/**
 * @param {EffectSettings} settings
 * @param {EffectSet} set
 * @param {boolean} [bareIsExact] as in an advanced set
 */
function satisfies(settings, set, bareIsExact = false) {
  return EFFECT_NAMES.every((name) => {
    const exact = exactOf(set[name], bareIsExact);
    return exact === undefined || exact === settings[name];
  });
}

/**
 * @param {ConstrainBoolean | undefined} constraint
 * @param {boolean} bareIsExact
 */
function exactOf(constraint, bareIsExact) {
  if (typeof constraint === 'boolean') return bareIsExact ? constraint : undefined;
  return constraint?.exact;
}

/** @param {ConstrainBoolean | undefined} constraint */
function idealOf(constraint) {
  return typeof constraint === 'boolean' ? constraint : constraint?.ideal;
}

/**
 * @param {string} name
 * @returns {name is EffectName}
 */
function isEffectName(name) {
  return EFFECT_NAMES.includes(/** @type {EffectName} */ (name));
}

/**
 * `typeof` calls document.all undefined; WebIDL calls it an object. Without a function that a page
 * could replace: it decides whether a page asks for a camera.
 * @param {unknown} value
 * @returns {value is object}
 */
export function isObject(value) {
  if (typeof value === 'undefined') return value !== undefined;
  return typeof value === 'function' || (typeof value === 'object' && value !== null);
}

/**
 * Copies a set of names and values, or a sequence of such sets.
 * @param {unknown} value
 * @returns {unknown}
 */
function legacySnapshot(value) {
  if (!isObject(value)) return value;
  if (Symbol.iterator in value) {
    return Array.from(/** @type {Iterable<unknown>} */ (value), legacySnapshot);
  }
  return { ...value };
}

/**
 * Copies the plain data that native constraints are made of.
 * @param {unknown} value
 * @returns {unknown}
 */
function snapshot(value) {
  if (!isObject(value)) return value;
  if (Symbol.iterator in value)
    return Array.from(/** @type {Iterable<unknown>} */ (value), snapshot);
  /** @type {Record<string, unknown>} */
  const copy = {};
  for (const name of ['max', 'min', 'exact', 'ideal']) {
    const member = /** @type {Record<string, unknown>} */ (value)[name];
    if (member !== undefined) copy[name] = snapshot(member);
  }
  return copy;
}

/**
 * @param {object} members of a dictionary
 * @returns {Record<string, unknown>} in the order in which a browser lists them
 */
export function sorted(members) {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}
