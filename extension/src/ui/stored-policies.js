/** Stores the person's choices of a policy. */

import { DEFAULT_POLICY_KEY, POLICIES_KEY, POLICY_KEYS, withPolicy } from '../shared/policies.js';

/** @typedef {import('../shared/messages.js').Policy} Policy */

/**
 * @param {string} origin the tab's top-level origin
 * @param {Policy} policy
 */
export async function storePolicy(origin, policy) {
  await changing(async () => {
    const stored = await chrome.storage.local.get(POLICY_KEYS);
    const fallback = stored[DEFAULT_POLICY_KEY];
    const policies = withPolicy(stored[POLICIES_KEY], origin, policy, fallback);
    await chrome.storage.local.set({ [POLICIES_KEY]: policies });
  });
}

/** @param {Policy} policy of all sites without one of their own */
export async function storeDefaultPolicy(policy) {
  await changing(() => chrome.storage.local.set({ [DEFAULT_POLICY_KEY]: policy }));
}

/**
 * One after the other, on all pages: a change reads what is stored, and then stores.
 * @param {() => Promise<void>} change
 */
async function changing(change) {
  await navigator.locks.request('policies', change);
}
