import assert from 'node:assert/strict';
import { test } from 'node:test';

import { backoff_ms } from '../../extension/src/content/session/backoff.js';

test('each wait is twice the last, up to two seconds', () => {
  const waits = [0, 1, 2, 3, 4, 5, 6, 100, 2000].map((failures) => backoff_ms(failures, 1));
  assert.deepEqual(waits, [250, 500, 1000, 2000, 2000, 2000, 2000, 2000, 2000]);
});

test('chance shortens a wait to half of it at most', () => {
  assert.equal(backoff_ms(2, 0), 500);
  assert.equal(backoff_ms(2, 0.5), 750);
  assert.equal(backoff_ms(50, 0), 1000);
});
