import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { diagnostics } from '../../extension/src/options/diagnostics.js';

const HEALTH = JSON.parse(
  readFileSync(new URL('../../server/protocol/samples/good/health.json', import.meta.url), 'utf8'),
);
const TOKEN = 't'.repeat(43);
const KNOWN = {
  version: '0.1.0',
  browser: 'Chrome/156',
  language: 'de',
  stored: {
    defaultPolicy: 'always',
    policies: { 'https://secret.example': 'alone', 'https://other.example': 'site' },
  },
  server: { address: 'https://camveil.example:8793', token: TOKEN },
};

test('a report has what helps: versions, choices by number, what the server says', () => {
  const told = JSON.parse(
    diagnostics({ ...KNOWN, state: { state: 'up', paired: true }, health: HEALTH }),
  );
  assert.deepEqual(told.sites, { default: 'always', always: 0, alone: 1, site: 1 });
  assert.equal(told.server.on_this_machine, false);
  assert.equal(told.server.has_token, true);
  assert.equal(told.server.health.segment_ms, HEALTH.segment_ms);
});

test('a report says why there is no server', () => {
  const state = /** @type {const} */ ({ state: 'down', problem: 'nobody-there' });
  const told = JSON.parse(diagnostics({ ...KNOWN, state, health: null }));
  assert.deepEqual([told.server.state, told.server.problem], ['down', 'nobody-there']);
  assert.equal(told.server.health, null);
});

test('a report holds no site, no host and no token', () => {
  const text = diagnostics({ ...KNOWN, state: { state: 'asking' }, health: null });
  assert.doesNotMatch(text, /example|ttt/);
});
