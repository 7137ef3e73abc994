/** A classic worker: what it tells is what `tell.js` finds, and how it imports. */

const scope = /** @type {any} */ (self);
scope.importScripts('tell.js', './imported.js?x=1');
const tellAll = scope.tell;
self.onmessage = async ({ data, ports, isTrusted, eventPhase }) => {
  const first = JSON.stringify([data, ports.length, isTrusted, eventPhase]);
  /** @type {string} */
  let failure = '';
  try {
    scope.importScripts('missing.js');
  } catch (error) {
    failure = `${/** @type {Error} */ (error).name}: ${/** @type {Error} */ (error).message}`;
  }
  try {
    scope.importScripts('throws.js');
  } catch (error) {
    failure += `${/** @type {Error} */ (error).stack}`;
  }
  self.postMessage({
    ...(await tellAll()),
    first,
    failure,
    imported: scope.imported,
  });
};
