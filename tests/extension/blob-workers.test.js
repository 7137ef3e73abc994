import assert from 'node:assert/strict';
import { test } from 'node:test';

import { allowBlobWorkers } from '../../extension/src/shared/blob-workers.js';

const ALLOWED = [
  [],
  [''],
  [' ; ;'],
  ["object-src 'none'; base-uri 'self'"],
  ['worker-src blob:'],
  ["WORKER-SRC 'self' BLOB:"],
  ["worker-src\t'self'\n\tblob:"],
  ["default-src 'none'; worker-src blob:"],
  ["default-src 'self'; child-src blob:"],
  ["script-src 'self' blob: https:"],
  ["default-src 'self' blob:; img-src *"],
  ['worker-src blob:, default-src blob:'],
  ['worker-src blob:', 'frame-src https:'],
  // The first of a name counts.
  ["worker-src blob:; worker-src 'none'"],
  // Lists that do not count may say what they like.
  ["worker-src blob:; script-src 'strict-dynamic' 'nonce-a'"],
];

const FORBIDDEN = [
  ["worker-src 'none'"],
  ['worker-src'],
  ["worker-src 'self'"],
  ['worker-src *'],
  ['worker-src https: data:'],
  ['worker-src blob'],
  ['worker-src https://blob:/'],
  ["default-src 'self'"],
  ["child-src 'self'; script-src blob:; default-src blob:"],
  ["worker-src 'none'; worker-src blob:"],
  ["worker-src 'none'; child-src blob:"],
  ["script-src blob: 'strict-dynamic' 'nonce-a'"],
  ["worker-src blob: 'Strict-Dynamic'"],
  ["worker-src blob:, default-src 'self'"],
  ['worker-src blob:', "script-src 'self'"],
  ['sandbox allow-scripts allow-same-origin'],
  ["worker-src blob:; require-trusted-types-for 'script'"],
];

for (const policies of ALLOWED) {
  test(`allowed: ${JSON.stringify(policies)}`, () => {
    assert.equal(allowBlobWorkers(policies), true);
  });
}

for (const policies of FORBIDDEN) {
  test(`forbidden: ${JSON.stringify(policies)}`, () => {
    assert.equal(allowBlobWorkers(policies), false);
  });
}
