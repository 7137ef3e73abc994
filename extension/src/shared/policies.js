/** The person's choice per site: which key it is stored under, and what it means. */

/** @typedef {import('./messages.js').Policy} Policy */

/** Key in chrome.storage.local: an object from top-level origin to policy. */
export const POLICIES_KEY = 'policies';

/**
 * @param {unknown} stored what chrome.storage holds under POLICIES_KEY
 * @param {string} origin the tab's top-level origin
 * @returns {Policy}
 */
export function policyOf(stored, origin) {
  if (typeof stored !== 'object' || stored === null || !Object.hasOwn(stored, origin))
    return 'site';
  const policy = /** @type {Record<string, unknown>} */ (stored)[origin];
  return policy === 'always' || policy === 'alone' ? policy : 'site';
}

/**
 * @param {unknown} stored
 * @param {string} origin
 * @param {Policy} policy
 * @returns {Record<string, unknown>} what to store instead; the default is not stored
 */
export function withPolicy(stored, origin, policy) {
  const { [origin]: _, ...others } = /** @type {Record<string, unknown>} */ (stored ?? {});
  return policy === 'site' ? others : { ...others, [origin]: policy };
}
