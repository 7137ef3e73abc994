import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  EVENT_MEANINGS,
  nextConnection,
  SHOWS,
  STATE_MEANINGS,
  TRANSITIONS,
} from '../../extension/src/content/session/connection-state.js';
import { assertFrozen } from './state-tables.js';

/** @typedef {import('../../extension/src/content/session/connection-state.js').Connection} Connection */
/** @typedef {import('../../extension/src/content/session/connection-state.js').ConnectionEvent} ConnectionEvent */

const STATES = /** @type {Connection[]} */ (Object.keys(TRANSITIONS));

/** @param {ConnectionEvent[]} story */
function history(story) {
  /** @type {Connection[]} */
  const states = ['closed'];
  for (const event of story) states.push(nextConnection(states.at(-1) ?? 'closed', event));
  return states;
}

test('a connection that is used, rests, is used again and closes', () => {
  assert.deepEqual(
    history(['connect', 'opened', 'start', 'anchored', 'stop', 'start', 'anchored', 'close']),
    [
      'closed',
      'connecting',
      'idle',
      'anchoring',
      'flowing',
      'idle',
      'anchoring',
      'flowing',
      'closed',
    ],
  );
});

test('a new epoch starts from flowing and from anchoring alike', () => {
  assert.deepEqual(
    history(['connect', 'opened', 'start', 'start', 'anchored', 'start', 'stop']).slice(3),
    ['anchoring', 'anchoring', 'flowing', 'anchoring', 'idle'],
  );
});

test('loss and closing are possible everywhere and always lead to the same end', () => {
  for (const state of STATES) {
    assert.equal(nextConnection(state, 'lost'), 'closed', state);
    assert.equal(nextConnection(state, 'close'), 'closed', state);
  }
});

test('after a pause frames flow at once when the anchors still hold', () => {
  assert.deepEqual(
    history(['connect', 'opened', 'start', 'anchored', 'stop', 'resume', 'stop', 'lost']).slice(4),
    ['flowing', 'idle', 'flowing', 'idle', 'closed'],
  );
});

test('frames flow only once anchored, or after a pause', () => {
  const ways = STATES.flatMap((state) =>
    Object.entries(TRANSITIONS[state])
      .filter(([, next]) => next === 'flowing')
      .map(([event]) => `${event} while ${state}`),
  );
  assert.deepEqual(ways, ['resume while idle', 'anchored while anchoring']);
});

test('what the table does not list throws', () => {
  /** @type {[Connection, ConnectionEvent][]} */
  const bugs = [
    ['closed', 'opened'],
    ['closed', 'start'],
    ['closed', 'stop'],
    ['closed', 'resume'],
    ['connecting', 'resume'],
    ['anchoring', 'resume'],
    ['flowing', 'resume'],
    ['connecting', 'connect'],
    ['connecting', 'start'],
    ['idle', 'opened'],
    ['idle', 'anchored'],
    ['idle', 'stop'],
    ['anchoring', 'opened'],
    ['flowing', 'connect'],
    ['flowing', 'anchored'],
  ];
  for (const [state, event] of bugs) {
    assert.throws(() => nextConnection(state, event), new RangeError(`${event} while ${state}`));
  }
});

test('a composed picture needs frames that flow; every other state hides', () => {
  assert.deepEqual(Object.keys(SHOWS), STATES);
  for (const state of STATES) {
    assert.equal(SHOWS[state], state === 'flowing' ? 'composed' : 'concealed', state);
  }
});

test('every state can be reached and every event can happen', () => {
  const pairs = STATES.flatMap((state) => Object.entries(TRANSITIONS[state]));
  assert.deepEqual(new Set(pairs.map(([event]) => event)), new Set(Object.keys(EVENT_MEANINGS)));
  assert.deepEqual(new Set(pairs.map(([, next]) => next)), new Set(STATES));
  assert.deepEqual(Object.keys(STATE_MEANINGS), STATES);
});

test('nobody can change the tables', () => {
  assertFrozen({ TRANSITIONS, SHOWS, STATE_MEANINGS, EVENT_MEANINGS });
});
