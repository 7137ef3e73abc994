import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CheckedChoices } from '../../extension/src/ui/checked-choices.js';

const NONE = { code: 'no-picture', parts: [] };

/** @typedef {import('../../extension/src/shared/messages.js').Reason} Reason */

/** A server that answers when it is told to, and what is stored. */
function begin() {
  /** @type {Map<string, (reason: Reason | null) => void>} */
  const asked = new Map();
  const checked = new CheckedChoices((id) => new Promise((resolve) => void asked.set(id, resolve)));
  const stored = { id: 'first' };
  return {
    stored,
    /** @param {string} id @param {Reason | null} [reason] */
    answer: (id, reason = null) => asked.get(id)?.(reason),
    /** @param {string} id */
    choose: (id) =>
      checked.store({ effect: 'background', id }, async () => {
        const before = stored.id;
        stored.id = id;
        return async () => {
          if (stored.id === id) stored.id = before;
        };
      }),
  };
}
/** The promises of what has been done so far are settled. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

test('a choice is stored before the server has answered, and stays if it takes it', async () => {
  const { stored, answer, choose } = begin();
  const chosen = choose('beach');
  await settled();
  assert.equal(stored.id, 'beach');
  answer('beach');
  assert.equal(await chosen, null);
  assert.equal(stored.id, 'beach');
});

test('what the server refuses is taken back', async () => {
  const { stored, answer, choose } = begin();
  const chosen = choose('beach');
  await settled();
  answer('beach', NONE);
  assert.equal(await chosen, NONE);
  assert.equal(stored.id, 'first');
});

test('a refusal of what has been left again says and changes nothing', async () => {
  const { stored, answer, choose } = begin();
  const chosen = [choose('beach'), choose('sea')];
  await settled();
  answer('beach', NONE);
  answer('sea');
  assert.deepEqual(await Promise.all(chosen), [null, null]);
  assert.equal(stored.id, 'sea');
});

test('of two that are refused neither stays, whichever is refused first', async () => {
  for (const order of [
    ['beach', 'sea'],
    ['sea', 'beach'],
  ]) {
    const { stored, answer, choose } = begin();
    const chosen = [choose('beach'), choose('sea')];
    for (const id of order) {
      await settled();
      answer(id, NONE);
    }
    assert.deepEqual(await Promise.all(chosen), [null, NONE]);
    assert.equal(stored.id, 'first');
  }
});

test('one that was taken stays when the next one is refused', async () => {
  const { stored, answer, choose } = begin();
  const chosen = [choose('beach'), choose('sea')];
  await settled();
  answer('beach');
  await settled();
  answer('sea', NONE);
  assert.deepEqual(await Promise.all(chosen), [null, NONE]);
  assert.equal(stored.id, 'beach');
});
