/** Replaces members of the page's prototypes politely, and can put everything back. */

const { apply, getOwnPropertyDescriptor, defineProperty } = Reflect;

/** Owns every patch of one document. */
export class PatchSet {
  /** @type {(() => void)[]} */
  #undo = [];

  /**
   * Replaces a method; the native descriptor, name and length stay.
   * @param {object | undefined} owner usually a prototype
   * @param {string | symbol} name
   * @param {(native: Function) => Function} wrap gets the native method, returns the replacement
   * @returns {boolean} false when this browser has no such method
   */
  method(owner, name, wrap) {
    const native = owner && getOwnPropertyDescriptor(owner, name);
    if (!owner || typeof native?.value !== 'function' || !native.configurable) return false;
    const value = wrap(native.value);
    dress(value, native.value);
    this.#replace(owner, name, native, { ...native, value });
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
    if (!owner || !native?.get || !native.configurable) return false;
    const get = wrap(native.get);
    dress(get, native.get);
    this.#replace(owner, name, native, { ...native, get });
    return true;
  }

  /**
   * Lets something follow each use of a setter.
   * @param {object | undefined} owner
   * @param {string} name
   * @param {() => void} after
   * @returns {boolean} false when this browser has no such setter
   */
  setter(owner, name, after) {
    const native = owner && getOwnPropertyDescriptor(owner, name);
    const nativeSet = native?.set;
    if (!owner || !nativeSet || !native.configurable) return false;
    const { set } = {
      /** @param {unknown} value */
      set(value) {
        try {
          apply(nativeSet, this, [value]);
        } finally {
          after();
        }
      },
    };
    dress(set, nativeSet);
    this.#replace(owner, name, native, { ...native, set });
    return true;
  }

  /** @param {() => void} undo what else is to be undone with the patches */
  also(undo) {
    this.#undo.push(undo);
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
    const { get, set } = /** @type {PropertyDescriptor} */ (
      getOwnPropertyDescriptor(accessor, name) ?? accessor
    );
    if (!get || !set) return false;
    defineProperty(get, 'name', { value: `get ${name}`, configurable: true });
    defineProperty(set, 'name', { value: `set ${name}`, configurable: true });
    const ours = { get, set, enumerable: true, configurable: true };
    this.#replace(owner, name, undefined, ours);
    return true;
  }

  /** Puts every native member back, last patch first. */
  restore() {
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  /**
   * @param {object} owner
   * @param {string | symbol} name
   * @param {PropertyDescriptor | undefined} native
   * @param {PropertyDescriptor} ours
   */
  #replace(owner, name, native, ours) {
    defineProperty(owner, name, ours);
    this.#undo.push(() => {
      const now = getOwnPropertyDescriptor(owner, name);
      // The page may have wrapped ours in the meantime: then it stays.
      const { value, get, set } = ours;
      if (now?.value !== value || now?.get !== get || now?.set !== set) return;
      if (native) defineProperty(owner, name, native);
      else Reflect.deleteProperty(owner, name);
    });
  }
}

/**
 * Gives a replacement the name and length of what it replaces.
 * @param {Function} ours
 * @param {Function} native
 */
function dress(ours, native) {
  defineProperty(ours, 'name', { value: native.name, configurable: true });
  defineProperty(ours, 'length', { value: native.length, configurable: true });
}
