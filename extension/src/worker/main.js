/** The service worker: asks the server on behalf of pages. Keeps nothing; it may die at any time. */

import { asWorkerRequest } from '../shared/messages.js';
import { health, openSession, ServerError } from '../shared/server-client.js';

/** @typedef {import('../shared/messages.js').WorkerReply} WorkerReply */
/** @typedef {import('../shared/messages.js').WorkerRequest} WorkerRequest */

/**
 * @param {WorkerRequest} request
 * @returns {Promise<WorkerReply>}
 */
async function answer(request) {
  try {
    if (request.type === 'openSession') return { ok: true, value: await openSession(request.sdp) };
    await health();
    return { ok: true, value: null };
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return { ok: false, code: error.code, message: error.message };
  }
}

chrome.runtime.onMessage.addListener((message, sender, respond) => {
  const request = asWorkerRequest(message);
  if (sender.id !== chrome.runtime.id || !sender.tab || !request) return false;
  answer(request).then(respond);
  return true; // the answer comes later
});
