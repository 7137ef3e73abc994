import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';

import { asWorkerRequest } from '../../extension/src/shared/messages.js';

const JUNK = [
  undefined,
  null,
  0,
  1n,
  'probe',
  true,
  [],
  ['probe'],
  {},
  () => {},
  { type: null },
  { type: ['probe'] },
  { type: 'toString' },
  { type: '__proto__' },
];

test('the worker is asked for three things and no other', () => {
  assert.deepEqual(asWorkerRequest({ type: 'probe' }), { type: 'probe' });
  assert.deepEqual(asWorkerRequest({ type: 'openSession', sdp: 'v=0' }), {
    type: 'openSession',
    sdp: 'v=0',
  });
  const document = { type: 'workers', url: 'https://app.example/', since_ms: 1 };
  assert.deepEqual(asWorkerRequest({ ...document, tab: 1 }), document);
  for (const value of [
    ...JUNK,
    { ...document, since_ms: '1' },
    { ...document, url: null },
    { type: 'openSession' },
    { type: 'openSession', sdp: 5 },
    { type: 'openSession', sdp: ['v=0'] },
    { type: 'OpenSession', sdp: 'v=0' },
    { type: 'changeSettings', protocol_version: 1, model: 'landscape', provider: '' },
  ]) {
    assert.equal(asWorkerRequest(value), null, inspect(value));
  }
});

test('what is added to a request goes no further', () => {
  const added = { url: 'http://evil.example', headers: {}, tab: { id: 1 } };
  assert.deepEqual(asWorkerRequest({ type: 'probe', sdp: 'v=0', ...added }), { type: 'probe' });
  assert.deepEqual(asWorkerRequest({ type: 'openSession', sdp: 'v=0', ...added }), {
    type: 'openSession',
    sdp: 'v=0',
  });
});
