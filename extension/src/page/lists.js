/** Arrays as the page's script makes them: without what a page does to arrays. */

const { defineProperty } = Reflect;

/** @returns {any[]} */
export function list() {
  return [];
}

/**
 * @param {unknown[]} list
 * @param {unknown} value
 */
export function put(list, value) {
  const own = { __proto__: null, value, writable: true, enumerable: true, configurable: true };
  defineProperty(list, list.length, /** @type {PropertyDescriptor} */ (own));
}
