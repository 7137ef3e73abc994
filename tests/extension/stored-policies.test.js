import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import {
  changePolicy,
  forgetPolicy,
  storeDefaultPolicy,
  storePolicy,
} from '../../extension/src/shared/stored-policies.js';

const SITE = 'https://meet.example';
/** @type {Record<string, any>} */
let stored = {};
/** @type {Promise<unknown>} */
let turn = Promise.resolve();

/** @type {import('../../extension/src/shared/choices-area.js').ChoicesArea} */
const area = {
  get: async () => structuredClone(stored),
  set: async (items) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    Object.assign(stored, items);
  },
  watch: () => {},
};
Object.defineProperty(globalThis, 'navigator', {
  configurable: true,
  value: {
    locks: {
      request: (/** @type {string} */ _name, /** @type {() => Promise<void>} */ change) => {
        turn = turn.then(change);
        return turn;
      },
    },
  },
});
beforeEach(() => {
  stored = {};
});

test('changes at the same time are all stored', async () => {
  await Promise.all([
    storePolicy(area, SITE, 'always'),
    storePolicy(area, 'https://other.example', 'alone'),
    storeDefaultPolicy(area, 'always'),
  ]);
  assert.deepEqual(stored, {
    policies: { [SITE]: 'always', 'https://other.example': 'alone' },
    defaultPolicy: 'always',
  });
});

test('a change goes by what is there, the default included', async () => {
  const toggle = () =>
    changePolicy(area, SITE, (present) => (present === 'always' ? 'site' : 'always'));
  await toggle();
  assert.deepEqual(stored.policies, { [SITE]: 'always' });
  await toggle();
  assert.deepEqual(stored.policies, {});
  stored = { defaultPolicy: 'always' };
  await toggle();
  assert.deepEqual(stored.policies, { [SITE]: 'site' });
});

test('a site that is forgotten gets what all others get', async () => {
  stored = { defaultPolicy: 'alone', policies: { [SITE]: 'site', 'https://b.example': 'always' } };
  await forgetPolicy(area, SITE);
  assert.deepEqual(stored.policies, { 'https://b.example': 'always' });
});
