import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readWorkerRequest } from '../../extension/src/page/worker-request.js';

test('what is no address or no dictionary is the browser’s to refuse', () => {
  for (const args of [[], [Symbol('x')], [5], ['w.js', 5], ['w.js', 'module']]) {
    assert.equal(readWorkerRequest(args), null, String(args.length));
  }
});

test('without options the browser gets none', () => {
  for (const options of [undefined, null]) {
    assert.deepEqual(readWorkerRequest(['w.js', options]), { url: 'w.js', options: undefined });
  }
});

test('everything is read once, in the browser’s order, and turned into text where it would be', () => {
  /** @type {string[]} */
  const read = [];
  const text = (/** @type {string} */ name) => ({
    toString: () => {
      read.push(`${name} as text`);
      return name;
    },
  });
  const options = {
    get type() {
      read.push('type');
      return text('module');
    },
    get name() {
      read.push('name');
      return text('me');
    },
    get credentials() {
      read.push('credentials');
      return undefined;
    },
  };
  const request = readWorkerRequest([text('w.js'), options]);
  assert.equal(request?.url, 'w.js');
  assert.deepEqual({ ...request?.options }, { credentials: undefined, name: 'me', type: 'module' });
  assert.deepEqual(read, [
    'w.js as text',
    'credentials',
    'name',
    'me as text',
    'type',
    'module as text',
  ]);
});

test('what the page’s objects throw is thrown', () => {
  const url = {
    toString() {
      throw new RangeError('of the page');
    },
  };
  assert.throws(() => readWorkerRequest([url]), RangeError);
});
