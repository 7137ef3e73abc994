/** The text of a worker that begins with a script of ours and goes on with the page's. Pure. */

const { stringify } = JSON;
const encode = encodeURIComponent;

/**
 * What our script is told of the worker that it is in.
 * @typedef {object} WorkerParameters
 * @property {string} url of the page's script
 * @property {boolean} isModule
 * @property {string} token of our messages
 */

/** The name by which native-looks.js knows the frames of our script. */
const NAMED = '\n//# sourceURL=native';

/**
 * @param {string} script ours: the text of a function that takes the parameters
 * @param {WorkerParameters} parameters
 * @returns {string} a script of the same type as the page's
 */
export function workerSource(script, { url, isModule, token }) {
  // Each text by itself: objects are written as the page lets them be.
  const parameters = `{url:${stringify(url)},isModule:${isModule},token:${stringify(token)}}`;
  const ours = `(${script})(${parameters})${NAMED}`;
  // A classic one is imported by our script, when nothing of ours runs any more.
  if (!isModule) return ours;
  // Imports are loaded together and run in their order: a failure of the page's is this module's.
  const address = `data:text/javascript,${encode(ours)}`;
  return `import ${stringify(address)};\nimport ${stringify(url)};`;
}
