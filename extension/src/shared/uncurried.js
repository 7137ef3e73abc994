/** Members of prototypes as functions of their receiver, taken before anyone can replace them. */

const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;

/**
 * A method as a function of its receiver: `uncurry(proto.m)(self, a)` is `self.m(a)`.
 * @template S
 * @template {unknown[]} A
 * @template R
 * @param {(this: S, ...args: A) => R} fn
 * @returns {(self: S, ...args: A) => R}
 */
export function uncurry(fn) {
  return (self, ...args) => apply(fn, self, args);
}

/**
 * A getter, inherited or not, as a function of its receiver.
 * @template {object} S
 * @template {keyof S} K
 * @param {{prototype: S}} type
 * @param {K} name
 * @returns {(self: S) => S[K]}
 */
export function getter(type, name) {
  const owner = ownerOf(type.prototype, name);
  const get = owner && getOwnPropertyDescriptor(owner, name)?.get;
  if (!get) throw new TypeError(`no getter ${String(name)}`);
  return (self) => apply(get, self, []);
}

/**
 * @param {object} object
 * @param {string | symbol | number} name of a member
 * @returns {object | undefined} who has it: the object, or one that it inherits from
 */
export function ownerOf(object, name) {
  /** @type {object | null} */
  let owner = object;
  while (owner && !getOwnPropertyDescriptor(owner, name)) owner = getPrototypeOf(owner);
  return owner ?? undefined;
}

/**
 * A getter that each window has itself.
 * @param {string} name
 * @returns {(this: any) => any}
 */
export function windowGetter(name) {
  const get = getOwnPropertyDescriptor(globalThis, name)?.get;
  if (!get) throw new TypeError(`no getter ${name}`);
  return get;
}
