import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';

import { policyOf, withPolicy } from '../../extension/src/shared/policies.js';

const SITE = 'https://meet.example';
/** Names that an object has by itself. */
const TRICKY = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'null'];

test('a site that nobody chose anything for decides itself', () => {
  for (const stored of [
    undefined,
    null,
    {},
    [],
    5,
    'always',
    { 'https://other.example': 'always' },
  ]) {
    assert.equal(policyOf(stored, SITE), 'site', inspect(stored));
  }
});

test('what was chosen is found, for exactly that origin', () => {
  const stored = { [SITE]: 'always', 'https://home.example': 'alone' };
  assert.equal(policyOf(stored, SITE), 'always');
  assert.equal(policyOf(stored, 'https://home.example'), 'alone');
  for (const other of [`${SITE}:8443`, `${SITE}/`, 'http://meet.example', 'https://MEET.example']) {
    assert.equal(policyOf(stored, other), 'site', other);
  }
});

test('what is stored and no policy counts as none', () => {
  for (const policy of ['site', 'never', '', 1, true, null, undefined, ['always'], {}]) {
    assert.equal(policyOf({ [SITE]: policy }, SITE), 'site', inspect(policy));
  }
});

test('names that every object has are no stored sites', () => {
  for (const origin of TRICKY) assert.equal(policyOf({}, origin), 'site', origin);
  assert.equal(policyOf(Object.create({ [SITE]: 'always' }), SITE), 'site');
});

test('a choice is added to the others, changed, and taken away again', () => {
  const one = withPolicy(undefined, SITE, 'always');
  assert.deepEqual(one, { [SITE]: 'always' });
  const two = withPolicy(one, 'https://home.example', 'alone');
  assert.deepEqual(two, { [SITE]: 'always', 'https://home.example': 'alone' });
  const three = withPolicy(two, SITE, 'alone');
  assert.deepEqual(three, { [SITE]: 'alone', 'https://home.example': 'alone' });
  assert.deepEqual(withPolicy(three, SITE, 'site'), { 'https://home.example': 'alone' });
  assert.deepEqual(withPolicy(null, SITE, 'site'), {});
});

test('a default of the person holds for every site without a policy of its own', () => {
  const stored = {
    [SITE]: 'site',
    'https://home.example': 'alone',
    'https://odd.example': 'never',
  };
  for (const fallback of ['site', 'always', 'alone']) {
    assert.equal(policyOf(undefined, SITE, fallback), fallback);
    assert.equal(policyOf(stored, 'https://odd.example', fallback), fallback);
    assert.equal(policyOf(stored, SITE, fallback), 'site');
    assert.equal(policyOf(stored, 'https://home.example', fallback), 'alone');
  }
  for (const fallback of [undefined, null, 'never', true, { [SITE]: 'always' }]) {
    assert.equal(policyOf(undefined, SITE, fallback), 'site', inspect(fallback));
  }
});

test('with another default, letting a site decide is a choice that is stored', () => {
  assert.deepEqual(withPolicy({}, SITE, 'site', 'always'), { [SITE]: 'site' });
  assert.deepEqual(withPolicy({}, SITE, 'always', 'always'), { [SITE]: 'always' });
  assert.deepEqual(withPolicy({ [SITE]: 'always' }, SITE, 'site', 'nonsense'), {});
});

test('what was stored before is left as it was', () => {
  const stored = Object.freeze({ [SITE]: 'always' });
  assert.deepEqual(withPolicy(stored, SITE, 'site'), {});
  assert.deepEqual(stored, { [SITE]: 'always' });
});

test('any name can be a site, and harms no other', () => {
  for (const origin of TRICKY) {
    const stored = withPolicy({ [SITE]: 'alone' }, origin, 'always');
    assert.equal(policyOf(stored, origin), 'always', origin);
    assert.equal(policyOf(stored, SITE), 'alone', origin);
    assert.equal(Object.getPrototypeOf(stored), Object.prototype, origin);
    assert.deepEqual(withPolicy(stored, origin, 'site'), { [SITE]: 'alone' }, origin);
  }
  assert.equal(policyOf({}, 'always'), 'site');
});
