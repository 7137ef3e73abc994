/** How long to wait before the next try: longer each time, and never in step with other tabs. */

const FIRST_MS = 250;
/** A server that has come back is in use again within three seconds, connecting included. */
const MOST_MS = 2000;

/**
 * @param {number} failures tries so far that came to nothing
 * @param {number} random 0 to 1
 * @returns {number} milliseconds, half to all of the doubled wait
 */
export function backoff_ms(failures, random) {
  return Math.min(FIRST_MS * 2 ** failures, MOST_MS) * (0.5 + 0.5 * random);
}
