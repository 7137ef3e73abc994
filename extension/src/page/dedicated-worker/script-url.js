/** Where the worker's script is: where it was asked for, or where that has led. */

/**
 * @param {import('./natives.js').ScopeNatives} natives
 * @param {string} url that was asked for
 * @returns {() => string} for when the script runs
 */
export function scriptUrl(natives, url) {
  /** @type {string | undefined} */
  let found;
  return () => {
    found ??= natives.wasRedirected(url) ? (natives.read(url)?.url ?? url) : url;
    return found;
  };
}
