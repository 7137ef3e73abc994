/** What WebIDL calls an object, in every world. */

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
