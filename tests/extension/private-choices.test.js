import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PrivateArea } from '../../extension/src/shared/private-choices.js';

const KEYS = ['policies', 'defaultPolicy'];
/** The promises of what has been done so far are settled. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

/** @param {{[key: string]: unknown}} stored */
function begin(stored) {
  /** @type {((changes: object) => void)[]} */
  const listeners = [];
  const local = {
    get: async () => ({ ...stored }),
    onChanged: { addListener: (/** @type {any} */ listener) => listeners.push(listener) },
  };
  /** @type {{[key: string]: unknown}} */
  const chosen = {};
  /** @type {() => void} */
  let changed = () => {};
  const area = new PrivateArea(
    /** @type {any} */ (local),
    async () => ({ ...chosen }),
    (listener) => {
      changed = listener;
    },
  );
  return {
    area,
    /** @param {{[key: string]: unknown}} items in a window that is not private */
    store(items) {
      Object.assign(stored, items);
      for (const listener of listeners) listener(items);
    },
    /** @param {{[key: string]: unknown}} items */
    choose(items) {
      Object.assign(chosen, items);
      changed();
    },
    forget() {
      for (const key of Object.keys(chosen)) delete chosen[key];
      changed();
    },
  };
}

test('what was chosen in private counts before what is stored, as long as it is there', async () => {
  const { area, store, choose, forget } = begin({ defaultPolicy: 'always' });
  /** @type {unknown[]} */
  const told = [];
  area.watch(KEYS, (values) => told.push(values.defaultPolicy));
  await settled();
  choose({ defaultPolicy: 'alone' });
  await settled();
  store({ defaultPolicy: 'site' });
  await settled();
  forget();
  await settled();
  assert.deepEqual(told, ['always', 'alone', 'alone', 'site']);
});

test('a private window goes by what is stored where nothing else was chosen', async () => {
  const { area, choose } = begin({ policies: { a: 'always' }, language: 'de' });
  choose({ defaultPolicy: 'alone', other: 1 });
  assert.deepEqual(await area.get(KEYS), {
    policies: { a: 'always' },
    defaultPolicy: 'alone',
    language: 'de',
  });
});

test('a change of anything else is not told', async () => {
  const { area, store } = begin({});
  let count = 0;
  area.watch(KEYS, () => {
    count += 1;
  });
  await settled();
  store({ language: 'de' });
  await settled();
  assert.equal(count, 1);
});
