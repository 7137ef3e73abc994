/** Asks the service worker, with an end to every wait. */

import { DeadlineExceeded, withDeadline } from '../../shared/deadline.js';
import { clock } from '../clock.js';

/** @typedef {import('../../shared/messages.js').WorkerReply} WorkerReply */
/** @typedef {import('../../shared/messages.js').WorkerRequest} WorkerRequest */

/**
 * @param {WorkerRequest} request
 * @param {number} within_ms
 * @returns {Promise<WorkerReply>} never rejects; `timeout` when nothing came back
 */
export async function askWorker(request, within_ms) {
  try {
    return await withDeadline(chrome.runtime.sendMessage(request), within_ms, clock);
  } catch (error) {
    // Else the extension was disabled, updated or removed under this page: no worker answers.
    const code = error instanceof DeadlineExceeded ? 'timeout' : 'server-unreachable';
    return { ok: false, code, message: String(error) };
  }
}
