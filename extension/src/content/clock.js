/** Time and timers as modules take them, so that tests can hand in others. */

/**
 * @typedef {object} Clock
 * @property {() => number} now milliseconds since some moment
 * @property {(fn: () => void, ms: number) => any} setTimeout
 * @property {(id: any) => void} clearTimeout
 */

/** @type {Clock} */
export const clock = {
  now: () => performance.now(),
  setTimeout: (fn, ms) => setTimeout(fn, ms),
  clearTimeout: (id) => clearTimeout(id),
};
