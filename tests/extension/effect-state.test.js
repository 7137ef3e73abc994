import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  EVENT_MEANINGS,
  nextPhase,
  SHOWS,
  STATE_MEANINGS,
  TRANSITIONS,
} from '../../extension/src/content/engine/effect-state.js';
import { assertFrozen } from './state-tables.js';

/** @typedef {import('../../extension/src/content/engine/effect-state.js').Phase} Phase */
/** @typedef {import('../../extension/src/content/engine/effect-state.js').PhaseEvent} PhaseEvent */

/** @type {PhaseEvent[]} */
const EVENTS = ['asked', 'hidden', 'ready', 'late', 'gaveUp', 'released'];
const NEVER = '(a bug)';
/** One row per phase, one column per event. @type {Record<Phase, string[]>} */
const TABLE = {
  raw: ['arming', 'concealed', NEVER, NEVER, NEVER, 'raw'],
  arming: ['arming', 'concealed', 'composed', NEVER, 'raw', 'raw'],
  concealed: ['concealed', 'concealed', 'composed', NEVER, NEVER, 'raw'],
  composed: ['composed', 'composed', NEVER, 'concealed', NEVER, 'raw'],
};
const PHASES = /** @type {Phase[]} */ (Object.keys(TABLE));

test('every pair of phase and event leads where the table says, or throws', () => {
  assert.deepEqual(Object.keys(TRANSITIONS), PHASES);
  assert.deepEqual(Object.keys(STATE_MEANINGS), PHASES);
  assert.deepEqual(Object.keys(EVENT_MEANINGS), EVENTS);
  for (const phase of PHASES) {
    for (const [index, event] of EVENTS.entries()) {
      const next = TABLE[phase][index];
      if (next === NEVER) {
        assert.throws(() => nextPhase(phase, event), new RangeError(`${event} while ${phase}`));
      } else {
        assert.equal(nextPhase(phase, event), next, `${event} while ${phase}`);
      }
    }
  }
});

test('only a track without blur, or one still waiting for it, shows the camera', () => {
  assert.deepEqual(SHOWS, {
    raw: 'raw',
    arming: 'raw',
    concealed: 'concealed',
    composed: 'composed',
  });
});

test('from a hidden picture only a release leads back to the camera', () => {
  for (const phase of PHASES.filter((one) => SHOWS[one] !== 'raw')) {
    for (const [event, next] of Object.entries(TRANSITIONS[phase])) {
      assert.equal(SHOWS[next] === 'raw', event === 'released', `${event} while ${phase}`);
    }
  }
});

test('nobody can change the tables', () => {
  assertFrozen({ TRANSITIONS, SHOWS, STATE_MEANINGS, EVENT_MEANINGS });
});
