/** Time and timers as modules take them, so that tests can hand in others. */

/**
 * @typedef {object} Clock
 * @property {() => number} now milliseconds since some moment
 * @property {(fn: () => void, ms: number) => any} setTimeout
 * @property {(id: any) => void} clearTimeout
 */

/**
 * Without the window's own timers, whose ids the page shares: it may clear them all.
 * @type {Clock}
 */
export const clock = {
  now: () => performance.now(),
  setTimeout(fn, ms) {
    const timer = new AbortController();
    const { signal } = timer;
    scheduler.postTask(fn, { delay: ms, signal }).catch((/** @type {unknown} */ error) => {
      if (!signal.aborted) throw error;
    });
    return timer;
  },
  clearTimeout: (timer) => timer?.abort(),
};
