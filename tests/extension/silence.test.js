import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Silence } from '../../extension/src/content/session/silence.js';

test('a connection of which nothing is heard is lost after two seconds', () => {
  const silence = new Silence();
  silence.begin(1000);
  assert.equal(silence.lasts(3000), false);
  assert.equal(silence.lasts(3001), true);
  silence.heard(3000, false);
  assert.equal(silence.lasts(5000), false);
  assert.equal(silence.lasts(5001), true);
});

test('so is one that promises frames and brings none', () => {
  const silence = new Silence();
  silence.begin(0);
  for (let now_ms = 100; now_ms <= 2100; now_ms += 100) {
    silence.heard(now_ms, true);
    assert.equal(silence.lasts(now_ms), false);
  }
  silence.heard(2101, true);
  assert.equal(silence.lasts(2101), true);
  silence.came();
  assert.equal(silence.lasts(2101), false);
});

test('results without frames are no reason: a model may fail for long', () => {
  const silence = new Silence();
  silence.begin(0);
  for (let now_ms = 0; now_ms < 60_000; now_ms += 100) {
    silence.heard(now_ms, false);
    assert.equal(silence.lasts(now_ms), false);
  }
});

test('a new beginning forgets what was promised', () => {
  const silence = new Silence();
  silence.begin(0);
  silence.heard(100, true);
  silence.begin(5000);
  assert.equal(silence.lasts(5100), false);
});
