/** Time and timers as modules take them, so that tests can hand in others. */

/** When no frame has come for so long, none is on its way. */
export const LAST_FRAME_WITHIN_MS = 100;

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
