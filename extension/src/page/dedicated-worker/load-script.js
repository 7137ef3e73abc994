/** Runs a classic worker's script as if nothing had run before it. */

/** @typedef {import('./natives.js').ScopeNatives} ScopeNatives */

/** What is no script, whatever it may be in a worker that the browser makes itself. */
const NO_SCRIPTS = ['audio/', 'image/', 'text/csv', 'video/'];

/**
 * @param {ScopeNatives} natives
 * @param {string} url of the page's script
 * @returns {() => boolean} whether it could be loaded, once it has been tried
 */
export function loadScript(natives, url) {
  const failed = `The script at '${url}' failed to load.`;
  let loaded = true;
  // Called by the browser itself, before any message is: what the script throws is its own, and no
  // frame of ours is in its stacks.
  const run = (/** @type {string} */ from) =>
    natives.queueMicrotask(natives.bind(natives.importScripts, natives.scope, from));
  natives.addEventListener(
    natives.scope,
    'error',
    (event) => {
      if (!loaded || !natives.isTrusted(event) || !isFailure(natives, event, failed)) return;
      // It is for the page to hear, and as an event of the worker's.
      natives.stopEvent(event);
      natives.preventDefault(event);
      const text = readMistyped(natives, url);
      if (text === null) loaded = false;
      else run(natives.scriptUrl(`${text}\n//# sourceURL=${url}`));
    },
    true,
  );
  run(url);
  return () => loaded;
}

/**
 * @param {ScopeNatives} natives
 * @param {Event} event
 * @param {string} failed what the browser says of a script that it cannot load
 */
function isFailure(natives, event, failed) {
  try {
    const error = natives.errorOf(/** @type {ErrorEvent} */ (event));
    return natives.endsWith(natives.messageOf(error), failed);
  } catch {
    return false; // it tells of something else
  }
}

/**
 * What a worker begins with the browser takes for a script even if its server calls it something else;
 * not so what it imports.
 * @param {ScopeNatives} natives
 * @param {string} url
 */
function readMistyped(natives, url) {
  const found = natives.read(url);
  if (!found?.isSniffed) return null;
  for (let at = 0; at < NO_SCRIPTS.length; at += 1) {
    if (natives.startsWith(found.type, /** @type {string} */ (NO_SCRIPTS[at]))) return null;
  }
  return found.text;
}
