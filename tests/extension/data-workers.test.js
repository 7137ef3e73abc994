import assert from 'node:assert/strict';
import { test } from 'node:test';

import { allowDataWorkers } from '../../extension/src/shared/data-workers.js';

const ALLOWED = [
  [],
  [''],
  [' ; ;'],
  ["object-src 'none'; base-uri 'self'"],
  ['worker-src data:'],
  ["WORKER-SRC 'self' DATA:"],
  ["worker-src\t'self'\n\tdata:"],
  ["default-src 'none'; worker-src data:"],
  ["default-src 'self'; child-src data:"],
  ["script-src 'self' data: https:"],
  ["default-src 'self' data:; img-src *"],
  ['worker-src data:, default-src data:'],
  ['worker-src data:', 'frame-src https:'],
  // The first of a name counts.
  ["worker-src data:; worker-src 'none'"],
  // Types that are trusted are asked for in the page's world only.
  ["require-trusted-types-for 'script'; trusted-types 'none'"],
  // Lists that do not count may say what they like.
  ["worker-src data:; script-src 'strict-dynamic' 'nonce-a'"],
];

const FORBIDDEN = [
  ["worker-src 'none'"],
  ['worker-src'],
  ["worker-src 'self'"],
  ['worker-src *'],
  ['worker-src https: blob:'],
  ['worker-src data'],
  ['worker-src https://data/'],
  ["default-src 'self'"],
  ["child-src 'self'; script-src data:; default-src data:"],
  ["worker-src 'none'; worker-src data:"],
  ["worker-src 'none'; child-src data:"],
  ["script-src data: 'strict-dynamic' 'nonce-a'"],
  ["worker-src data: 'Strict-Dynamic'"],
  ["worker-src data:, default-src 'self'"],
  ['worker-src data:', "script-src 'self'"],
  ['sandbox allow-scripts allow-same-origin'],
];

for (const policies of ALLOWED) {
  test(`allowed: ${JSON.stringify(policies)}`, () => {
    assert.equal(allowDataWorkers(policies), true);
  });
}

for (const policies of FORBIDDEN) {
  test(`forbidden: ${JSON.stringify(policies)}`, () => {
    assert.equal(allowDataWorkers(policies), false);
  });
}
