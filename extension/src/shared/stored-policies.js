/** Stores the person's choices of a policy. */

import { DEFAULT_POLICY_KEY, POLICIES_KEY, POLICY_KEYS, policyOf, withPolicy } from './policies.js';

/** @typedef {import('./messages.js').Policy} Policy */

/**
 * @param {string} origin the tab's top-level origin
 * @param {Policy} policy
 */
export async function storePolicy(origin, policy) {
  await changePolicy(origin, () => policy);
}

/**
 * @param {string} origin
 * @param {(present: Policy) => Policy} next
 */
export async function changePolicy(origin, next) {
  await changing(async () => {
    const stored = await chrome.storage.local.get(POLICY_KEYS);
    const fallback = stored[DEFAULT_POLICY_KEY];
    const policy = next(policyOf(stored[POLICIES_KEY], origin, fallback));
    const policies = withPolicy(stored[POLICIES_KEY], origin, policy, fallback);
    await chrome.storage.local.set({ [POLICIES_KEY]: policies });
  });
}

/** @param {string} origin that gets what all others get */
export async function forgetPolicy(origin) {
  await changing(async () => {
    const { [POLICIES_KEY]: stored } = await chrome.storage.local.get(POLICIES_KEY);
    const { [origin]: _, ...others } = /** @type {Record<string, unknown>} */ (stored ?? {});
    await chrome.storage.local.set({ [POLICIES_KEY]: others });
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
