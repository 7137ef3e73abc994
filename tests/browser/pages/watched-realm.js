/**
 * A realm in which all that a script can replace has been: every function and accessor, and what
 * objects would inherit. Each tells when it is used.
 */

const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } =
  Reflect;
const { hasOwn } = Object;

/** @typedef {Record<string, number>} Used how often, by name */
/** @typedef {{owner: object, key: string | symbol, name: string}} Member */

/** Those that are no constructors and have functions. */
const NAMESPACES = ['Atomics', 'Intl', 'JSON', 'Math', 'Reflect', 'WebAssembly'];
const INDICES = ['0', '1', '2', '3', '4'];

/** @type {Used} */
let used = bare({});

/**
 * @template K
 * @param {Record<string, (kept: K) => unknown>} steps
 * @param {K} kept what the steps have in common
 * @param {readonly string[]} inherited names of members that all objects are to inherit
 * @returns {Promise<Record<string, Used>>} what was used in each step
 */
export async function runSteps(steps, kept, inherited) {
  const names = Object.keys(steps);
  /** @type {Record<string, Used>} */
  const told = bare({});
  watchRealm(inherited);
  for (let at = 0; at < names.length; at += 1) {
    const name = /** @type {string} */ (names[at]);
    takeUsed();
    try {
      await steps[name]?.(kept);
    } catch (error) {
      tell(`failed: ${error}`);
    }
    told[name] = takeUsed();
  }
  return told;
}

/** @returns {Used} since the last call */
function takeUsed() {
  const taken = used;
  used = bare({});
  return taken;
}

/** @param {string} name */
export function tell(name) {
  used[name] = (used[name] ?? 0) + 1;
}

/**
 * @param {readonly string[]} inherited names of members that every object and every array is to
 *   inherit, if it has none of that name
 */
function watchRealm(inherited) {
  const members = allMembers();
  const ofObjects = inherited.filter((name) => !(name in Object.prototype));
  const ofArrays = [...inherited, ...INDICES].filter((name) => !(name in Array.prototype));
  const [objects, arrays] = [Object.prototype, Array.prototype];
  // From here on nothing of the realm's may be used: it would tell.
  for (let at = 0; at < members.length; at += 1) watch(/** @type {Member} */ (members[at]));
  for (let at = 0; at < ofObjects.length; at += 1) inherit(objects, 'object', ofObjects[at] ?? '');
  for (let at = 0; at < ofArrays.length; at += 1) inherit(arrays, 'array', ofArrays[at] ?? '');
}

/** @returns {Member[]} whatever a script can reach */
function allMembers() {
  /** @type {[string, object][]} */
  const owners = Object.entries(hidden());
  const globals = ownKeys(globalThis).filter((name) => typeof name === 'string');
  for (const name of globals) {
    const value = getOwnPropertyDescriptor(globalThis, name)?.value;
    if (typeof value === 'function') {
      owners.push([name, value]);
      if (value.prototype) owners.push([`${name}.prototype`, value.prototype]);
    } else if (NAMESPACES.includes(name)) owners.push([name, value]);
  }
  const ofOwners = owners.flatMap(([path, owner]) =>
    ownKeys(owner).map((key) => ({ owner, key, name: `${path}.${String(key)}` })),
  );
  return [...ofOwners, ...globals.map((name) => ({ owner: globalThis, key: name, name }))];
}

/** @returns {Record<string, object>} what no global leads to */
function hidden() {
  async function* asyncs() {}
  function* generated() {}
  const iterators = {
    Array: [].values(),
    Map: new Map().values(),
    Set: new Set().values(),
    String: ''[Symbol.iterator](),
    RegExpString: ''.matchAll(/a/g),
    Generator: prototypeOf(generated()),
    AsyncGenerator: prototypeOf(asyncs()),
    Async: prototypeOf(prototypeOf(asyncs())),
  };
  return {
    ...Object.fromEntries(
      Object.entries(iterators).map(([name, one]) => [`${name}Iterator`, prototypeOf(one)]),
    ),
    AsyncFunction: prototypeOf(async () => {}),
    TypedArray: prototypeOf(Uint8Array),
    'TypedArray.prototype': prototypeOf(Uint8Array.prototype),
  };
}

/**
 * @param {object} object
 * @returns {object}
 */
function prototypeOf(object) {
  return /** @type {object} */ (getPrototypeOf(object));
}

/** @param {Member} member */
function watch({ owner, key, name }) {
  const native = getOwnPropertyDescriptor(owner, key);
  if (!native?.configurable) return;
  const { get, set, value, enumerable } = bare(native);
  const isData = hasOwn(native, 'value');
  if (isData && typeof value === 'object' && value !== null) return;
  const isCalled = typeof value === 'function' && key !== 'constructor';
  let now = isCalled ? telling(value, name) : value;
  /** @this {object} */
  function read() {
    tell(`get ${name}`);
    return get ? apply(get, this, []) : now;
  }
  /** @this {object} @param {unknown} given */
  function write(given) {
    tell(`set ${name}`);
    if (set) apply(set, this, [given]);
    else if (this === owner) now = given;
    else define(this, key, given);
  }
  /** @type {PropertyDescriptor} */
  const accessor = bare({ enumerable: enumerable === true, configurable: true });
  if (get || isData) accessor.get = read;
  if (set || native.writable) accessor.set = write;
  defineProperty(owner, key, accessor);
}

/**
 * @param {Function} fn
 * @param {string} name
 */
function telling(fn, name) {
  /** @type {ProxyHandler<Function>} */
  const handler = {
    apply(_, self, args) {
      tell(name);
      return apply(fn, self, args);
    },
    construct(_, args, newTarget) {
      tell(`new ${name}`);
      return construct(fn, args, newTarget);
    },
  };
  return new Proxy(fn, bare(handler));
}

/**
 * @param {object} owner
 * @param {string} kind
 * @param {string} name
 */
function inherit(owner, kind, name) {
  const accessor = {
    get() {
      tell(`get ${kind}.${name}`);
    },
    /** @this {object} @param {unknown} value */
    set(value) {
      tell(`set ${kind}.${name}`);
      define(this, name, value);
    },
    configurable: true,
  };
  defineProperty(owner, name, bare(accessor));
}

/**
 * @param {object} owner
 * @param {string | symbol} key
 * @param {unknown} value
 */
function define(owner, key, value) {
  const member = { value, writable: true, enumerable: true, configurable: true };
  defineProperty(owner, key, bare(member));
}

/**
 * @template {object} T
 * @param {T} members
 * @returns {T} the same, inheriting nothing
 */
function bare(members) {
  return /** @type {T} */ ({ __proto__: null, ...members });
}
