/** Waits that end. */

/** The other side did not answer in time. */
export class DeadlineExceeded extends Error {
  /** @override */
  name = 'DeadlineExceeded';
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {number} within_ms
 * @param {{setTimeout(fn: () => void, ms: number): any, clearTimeout(id: any): void}} [timers]
 * @returns {Promise<T>} rejects with DeadlineExceeded after `within_ms`
 */
export function withDeadline(promise, within_ms, timers = globalThis) {
  return new Promise((resolve, reject) => {
    const { setTimeout, clearTimeout } = timers;
    const id = setTimeout(() => reject(new DeadlineExceeded(`${within_ms} ms`)), within_ms);
    promise.then(resolve, reject).finally(() => clearTimeout(id));
  });
}
