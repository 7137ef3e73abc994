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
  avg_filter_duration_ms: 41.5,
  frames_dropped: 0,
  camera_frame_rate: 30,
  duration_period_ms: 1000,
  cpu_utilization: 91.2,
  filter_ms: 912,
  cpu_period_ms: 1000,
};

test('the page takes what it shows from the answer', () => {
  assert.deepEqual(readHealth(ANSWER), {
    model: 'landscape',
    asks_token: false,
    sessions: 2,
    frame_rate: 30,
    stages_ms: { decode_wait_ms: 0.5, segment_ms: 2, composite_ms: 3, encode_ms: 0 },
    slow: { duration_ms: 41.5, dropped: 0, frame_rate: 30, period_ms: 1000 },
    busy: { utilization: 91.2, period_ms: 1000 },
  });
});

test('what is absent or not an amount is null, and the rest is still read', () => {
  const health = readHealth({ type: 'health', segment_ms: '2', composite_ms: -1, encode_ms: 4 });
  assert.deepEqual(health, {
    model: null,
    asks_token: false,
    sessions: null,
    frame_rate: null,
    stages_ms: { decode_wait_ms: null, segment_ms: null, composite_ms: null, encode_ms: 4 },
    slow: null,
    busy: null,
  });
});

test('a server that does not take the page for paired asks everybody for its token', () => {
  assert.equal(readHealth({ ...ANSWER, paired: false })?.asks_token, true);
  assert.equal(readHealth({ ...ANSWER, paired: true })?.asks_token, false);
});

test('an effect that takes no more than it should is no news', () => {
  const health = readHealth({ ...ANSWER, avg_filter_duration_ms: 0, cpu_utilization: 0 });
  assert.equal(health?.slow, null);
  assert.equal(health?.busy, null);
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
