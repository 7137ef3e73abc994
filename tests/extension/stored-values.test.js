import assert from 'node:assert/strict';
import { test } from 'node:test';

import { watchStored } from '../../extension/src/shared/stored-values.js';

/** A storage area whose first answer comes when it is told to. */
function makeArea() {
  /** @type {(changes: Record<string, chrome.storage.StorageChange>) => void} */
  let tell = () => {};
  const reading = withResolvers();
  const area = {
    get: () => reading.promise,
    onChanged: {
      addListener: (/** @type {typeof tell} */ listener) => {
        tell = listener;
      },
    },
  };
  return {
    area: /** @type {import('../../extension/src/shared/stored-values.js').Area} */ (
      /** @type {unknown} */ (area)
    ),
    change: (/** @type {string} */ key, /** @type {unknown} */ newValue) =>
      tell({ [key]: { newValue } }),
    answer: async (/** @type {Record<string, unknown>} */ values) => {
      reading.resolve(values);
      await reading.promise;
    },
  };
}

function withResolvers() {
  /** @type {(value: unknown) => void} */
  let resolve = () => {};
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

test('all values are told when they were read, and again after each change of one', async () => {
  const { area, change, answer } = makeArea();
  /** @type {unknown[]} */
  const told = [];
  watchStored(area, ['a', 'b'], (values) => told.push(values));
  await answer({ a: 1, b: 2 });
  change('c', 3);
  change('b', undefined);
  assert.deepEqual(told, [
    { a: 1, b: 2 },
    { a: 1, b: undefined },
  ]);
});

test('a change that comes before the answer is newer than it, and nothing is told by halves', async () => {
  const { area, change, answer } = makeArea();
  /** @type {unknown[]} */
  const told = [];
  watchStored(area, ['a', 'b'], (values) => told.push(values));
  change('b', 'new');
  assert.deepEqual(told, []);
  await answer({ a: 1, b: 'old' });
  assert.deepEqual(told, [{ a: 1, b: 'new' }]);
});
