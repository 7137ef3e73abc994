import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readHealth, STAGES } from '../../server/camveil/demo_page/health.js';

const ANSWER = {
  type: 'health',
  protocol_version: 1,
  version: '0.1.0',
  model: 'landscape',
  sessions: 2,
  decode_wait_ms: 0.5,
  segment_ms: 2,
  composite_ms: 3,
  encode_ms: 0,
  frame_rate: 30,
};

test('the page takes what it shows from the answer', () => {
  assert.deepEqual(readHealth(ANSWER), {
    model: 'landscape',
    sessions: 2,
    frame_rate: 30,
    stages_ms: { decode_wait_ms: 0.5, segment_ms: 2, composite_ms: 3, encode_ms: 0 },
  });
});

test('what is absent or not an amount is null, and the rest is still read', () => {
  const health = readHealth({ type: 'health', segment_ms: '2', composite_ms: -1, encode_ms: 4 });
  assert.deepEqual(health, {
    model: null,
    sessions: null,
    frame_rate: null,
    stages_ms: { decode_wait_ms: null, segment_ms: null, composite_ms: null, encode_ms: 4 },
  });
});

test('an answer of something else is no health', () => {
  for (const answer of [null, undefined, 'ok', 1, [], {}, { ...ANSWER, type: 'failure' }]) {
    assert.equal(readHealth(answer), null);
  }
});

test('every stage that is shown is read', () => {
  const stages_ms = readHealth(ANSWER)?.stages_ms ?? {};
  assert.deepEqual(
    STAGES.map(({ name }) => name),
    Object.keys(stages_ms),
  );
});
