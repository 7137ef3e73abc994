/** An engine in a worker of its own, which a busy page does not hold up. */

import { inOwnTask } from '../own-task.js';
import { dispatch } from './engine-messages.js';

/** @typedef {import('./engine-messages.js').Engine} Engine */
/** @typedef {import('./engine-messages.js').Events} Events */

/** A worker takes some tens of milliseconds to start. */
const READY_WITHIN_MS = 1000;

/**
 * @param {string} source of the worker
 * @param {import('../clock.js').Clock} clock
 * @returns {Promise<((events: Events) => Engine) | null>} what starts the engine; null if there is no
 *   such worker in time
 */
export async function prepareWorkerEngine(source, clock) {
  const worker = startWorker(source);
  const ready = await new Promise((resolve) => {
    const timer = clock.setTimeout(() => resolve(false), READY_WITHIN_MS);
    const settle = (/** @type {boolean} */ good) => {
      clock.clearTimeout(timer);
      resolve(good);
    };
    worker.addEventListener('message', () => settle(true), { once: true });
    worker.addEventListener('error', () => settle(false), { once: true });
  });
  if (ready) return (events) => engineIn(worker, events);
  worker.terminate();
  return null;
}

/**
 * From a data: URL, which the browser takes for another origin: the page's service worker and its
 * own count of memory are told of workers of its origin, those from blob: URLs included.
 * @param {string} source
 */
function startWorker(source) {
  return new Worker(`data:text/javascript,${encodeURIComponent(source)}`);
}

/**
 * @param {Worker} worker
 * @param {Events} events
 * @returns {Engine}
 */
function engineIn(worker, events) {
  worker.addEventListener('message', ({ data }) => {
    for (const event of data) {
      if (event[0] === 'closed') worker.terminate();
      dispatch(events, event);
    }
  });
  for (const type of ['error', 'messageerror']) {
    worker.addEventListener(type, (event) => {
      event.preventDefault();
      // Nobody knows what it would still do.
      worker.terminate();
      inOwnTask(() => events.failed());
    });
  }
  return { send: (command, transfer = []) => worker.postMessage(command, transfer) };
}
