/** The person's choice per site: which key it is stored under, and what it means. */

/** @typedef {import('./messages.js').Policy} Policy */

/** Key in chrome.storage.local: an object from top-level origin to policy. */
export const POLICIES_KEY = 'policies';
/** Key in chrome.storage.local: the policy of every site that is not in the object. */
export const DEFAULT_POLICY_KEY = 'defaultPolicy';
/** Both, as what is read from chrome.storage.local. */
export const POLICY_KEYS = [POLICIES_KEY, DEFAULT_POLICY_KEY];

/**
 * @param {unknown} value
 * @returns {value is Policy}
 */
const isPolicy = (value) => value === 'site' || value === 'always' || value === 'alone';

/**
 * @param {unknown} value what chrome.storage holds under DEFAULT_POLICY_KEY
 * @returns {Policy}
 */
export function defaultPolicyOf(value) {
  return isPolicy(value) ? value : 'site';
}

/**
 * @param {unknown} stored what chrome.storage holds under POLICIES_KEY
 * @param {string} origin the tab's top-level origin
 * @param {unknown} [fallback] what it holds under DEFAULT_POLICY_KEY
 * @returns {Policy}
 */
export function policyOf(stored, origin, fallback) {
  const found = typeof stored === 'object' && stored !== null && Object.hasOwn(stored, origin);
  const policy = found && /** @type {Record<string, unknown>} */ (stored)[origin];
  return isPolicy(policy) ? policy : defaultPolicyOf(fallback);
}

/**
 * @param {unknown} stored
 * @param {string} origin
 * @param {Policy} policy
 * @param {unknown} [fallback] what chrome.storage holds under DEFAULT_POLICY_KEY
 * @returns {Record<string, unknown>} what to store instead. `site` is not stored while it is the
 *   default; what hides or shows on purpose outlives a change of the default
 */
export function withPolicy(stored, origin, policy, fallback) {
  const { [origin]: _, ...others } = /** @type {Record<string, unknown>} */ (stored ?? {});
  if (policy === 'site' && defaultPolicyOf(fallback) === 'site') return others;
  return { ...others, [origin]: policy };
}
