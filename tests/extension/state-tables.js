/** What is true of every table of states. */

import assert from 'node:assert/strict';

/** @param {Record<'TRANSITIONS' | 'SHOWS' | 'STATE_MEANINGS' | 'EVENT_MEANINGS', object>} module */
export function assertFrozen({ TRANSITIONS, SHOWS, STATE_MEANINGS, EVENT_MEANINGS }) {
  const ways = Object.values(TRANSITIONS);
  for (const table of [TRANSITIONS, ...ways, SHOWS, STATE_MEANINGS, EVENT_MEANINGS]) {
    assert.ok(Object.isFrozen(table));
  }
}
