/** Elements of the extension's own pages. */

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

/** @param {string} id */
export function input(id) {
  return /** @type {HTMLInputElement} */ (element(id));
}

/** @param {string} id */
export function select(id) {
  return /** @type {HTMLSelectElement} */ (element(id));
}

/**
 * @param {string} id
 * @param {string} text
 */
export function say(id, text) {
  const shown = element(id);
  // An unchanged text, once assigned, would be announced again by screen readers.
  if (shown.textContent !== text) shown.textContent = text;
}

/**
 * Shows a text where there is one, and takes no room where there is none.
 * @param {string} id
 * @param {string} text
 */
export function sayIfAny(id, text) {
  say(id, text);
  element(id).hidden = text === '';
}
