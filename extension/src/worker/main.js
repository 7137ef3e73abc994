/** The service worker: asks the server on behalf of pages. Keeps nothing; it may die at any time. */

import { asWorkerRequest } from '../shared/messages.js';
import { health, openSession, ServerError } from '../shared/server-client.js';
import { storedServer } from '../shared/server-store.js';
import { OfferBudget } from './offer-budget.js';

/** @typedef {import('../shared/messages.js').WorkerReply} WorkerReply */
/** @typedef {import('../shared/messages.js').WorkerRequest} WorkerRequest */

const budget = new OfferBudget();

/**
 * @param {WorkerRequest} request
 * @param {number} tab that asks
 * @returns {Promise<WorkerReply>}
 */
async function answer(request, tab) {
  if (request.type === 'openSession' && !budget.take(tab, performance.now())) {
    return {
      ok: false,
      code: 'too-many-sessions',
      message: 'This tab asks for too many sessions.',
    };
  }
  try {
    const server = await storedServer();
    if (request.type === 'openSession') {
      return { ok: true, value: await openSession(server, tab, request.sdp) };
    }
    await health(server);
    return { ok: true, value: null };
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return { ok: false, code: error.code, message: error.message };
  }
}

chrome.runtime.onMessage.addListener((message, sender, respond) => {
  const request = asWorkerRequest(message);
  const tab = sender.tab?.id;
  if (sender.id !== chrome.runtime.id || tab === undefined || !request) return false;
  answer(request, tab).then(respond);
  return true; // the answer comes later
});
