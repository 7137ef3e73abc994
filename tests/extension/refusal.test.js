import assert from 'node:assert/strict';
import { test } from 'node:test';

import { refusalOf } from '../../extension/src/content/constraints/refusal.js';
import { splitConstraints } from '../../extension/src/shared/constraints.js';

const NATIVE = ['width', 'optional', 'mandatory'];

/** @type {[string, Record<string, unknown>, RegExp | null][]} */
const CASES = [
  ['nothing of ours', { width: 640 }, null],
  ['a wish', { backgroundBlur: true }, null],
  [
    'what must be',
    { backgroundBlur: { exact: true } },
    /on 'MediaDevices': Mandatory backgroundBlur constraints are not supported$/,
  ],
  [
    'a name of old beside an effect',
    { optional: [], backgroundBlur: true },
    /Malformed constraint: Cannot use both/,
  ],
  ['a name of old alone', { optional: [] }, null],
];

for (const [what, asked, refusal] of CASES) {
  test(`getUserMedia ${refusal ? 'refuses' : 'takes'} ${what}`, () => {
    const said = refusalOf(splitConstraints(asked, NATIVE));
    if (refusal) assert.match(String(said), refusal);
    else assert.equal(said, null);
  });
}
