/**
 * What somebody who helps wants to know, for the person to copy. It names no site, no host and no token.
 * Pure.
 */

import { DEFAULT_POLICY_KEY, defaultPolicyOf, POLICIES_KEY } from '../shared/policies.js';
import { PROTOCOL_VERSION } from '../shared/protocol.js';
import { isLoopback } from '../shared/server-address.js';

/**
 * @param {object} known
 * @param {string} known.version of the extension
 * @param {string} known.browser its user agent
 * @param {string} known.language
 * @param {Record<string, unknown>} known.stored what chrome.storage.local holds
 * @param {import('../shared/server-store.js').StoredServer} known.server
 * @param {import('../ui/server-state.js').ServerState} known.state
 * @param {import('../shared/protocol.js').Health | null} known.health
 * @returns {string} JSON, for people to read
 */
export function diagnostics({ version, browser, language, stored, server, state, health }) {
  const policies = Object.values(/** @type {object} */ (stored[POLICIES_KEY] ?? {}));
  const count = (/** @type {string} */ policy) => policies.filter((one) => one === policy).length;
  const told = {
    extension: { version, protocol_version: PROTOCOL_VERSION, language },
    browser,
    sites: {
      default: defaultPolicyOf(stored[DEFAULT_POLICY_KEY]),
      always: count('always'),
      alone: count('alone'),
      site: count('site'),
    },
    server: {
      on_this_machine: isLoopback(server.address),
      has_token: server.token !== null,
      state: state.state,
      problem: 'problem' in state ? state.problem : null,
      health,
    },
  };
  return JSON.stringify(told, null, 2);
}
