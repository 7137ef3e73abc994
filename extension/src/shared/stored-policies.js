/** Stores the person's choices of a policy. */

import { DEFAULT_POLICY_KEY, POLICIES_KEY, POLICY_KEYS, policyOf, withPolicy } from './policies.js';

/** @typedef {import('./choices-area.js').ChoicesArea} ChoicesArea */
/** @typedef {import('./messages.js').Policy} Policy */

/**
 * @param {ChoicesArea} area
 * @param {string} origin the tab's top-level origin
 * @param {Policy} policy
 */
export async function storePolicy(area, origin, policy) {
  await changePolicy(area, origin, () => policy);
}

/**
 * @param {ChoicesArea} area
 * @param {string} origin
 * @param {(present: Policy) => Policy} next
 */
export async function changePolicy(area, origin, next) {
  await changing(async () => {
    const stored = await area.get(POLICY_KEYS);
    const fallback = stored[DEFAULT_POLICY_KEY];
    const policy = next(policyOf(stored[POLICIES_KEY], origin, fallback));
    const policies = withPolicy(stored[POLICIES_KEY], origin, policy, fallback);
    await area.set({ [POLICIES_KEY]: policies });
  });
}

/**
 * @param {ChoicesArea} area
 * @param {string} origin that gets what all others get
 */
export async function forgetPolicy(area, origin) {
  await changing(async () => {
    const { [POLICIES_KEY]: stored } = await area.get([POLICIES_KEY]);
    const { [origin]: _, ...others } = /** @type {Record<string, unknown>} */ (stored ?? {});
    await area.set({ [POLICIES_KEY]: others });
  });
}

/**
 * @param {ChoicesArea} area
 * @param {Policy} policy of all sites without one of their own
 */
export async function storeDefaultPolicy(area, policy) {
  await changing(() => area.set({ [DEFAULT_POLICY_KEY]: policy }));
}

/**
 * One after the other, on all pages: a change reads what is stored, and then stores.
 * @param {() => Promise<void>} change
 */
async function changing(change) {
  await navigator.locks.request('policies', change);
}
