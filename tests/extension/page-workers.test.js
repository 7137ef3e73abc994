import assert from 'node:assert/strict';
import { test } from 'node:test';

import { allowPageWorkers } from '../../extension/src/shared/page-workers.js';

const ALLOWED = [
  [],
  [''],
  ["frame-ancestors 'self'; upgrade-insecure-requests; report-uri /reports"],
  ["IMG-SRC https:; style-src 'unsafe-inline'", "object-src 'none'; base-uri 'self'"],
];

const FORBIDDEN = [
  ['worker-src blob:'],
  ["default-src 'self' blob:"],
  ["script-src-elem 'self'"],
  // Felt by what the worker does, which has no such policy of its own.
  ["connect-src 'self'"],
  ["font-src 'self'"],
  ["frame-ancestors 'self', child-src 'self'"],
  ["frame-ancestors 'self'", "trusted-types 'none'"],
  ["require-trusted-types-for 'script'"],
  ['sandbox allow-scripts allow-same-origin'],
  // Nobody knows what it will mean.
  ["brand-new-src 'self'"],
];

for (const policies of ALLOWED) {
  test(`allowed: ${JSON.stringify(policies)}`, () => {
    assert.equal(allowPageWorkers(policies), true);
  });
}

for (const policies of FORBIDDEN) {
  test(`forbidden: ${JSON.stringify(policies)}`, () => {
    assert.equal(allowPageWorkers(policies), false);
  });
}
