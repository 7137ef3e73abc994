import assert from 'node:assert/strict';
import { test } from 'node:test';

import { refusalOf } from '../../extension/src/page/refusal.js';
import { splitConstraints } from '../../extension/src/shared/constraints.js';

const NATIVE = ['echoCancellation', 'pan', 'tilt', 'width', 'zoom'];
const MIXED = /^Malformed constraint: Cannot use both optional\/mandatory and specific or advanced/;

/** @type {[string, object | null, object, RegExp | null][]} */
const CASES = [
  ['nothing', null, {}, null],
  [
    'wishes',
    { echoCancellation: true },
    { pan: true, zoom: { ideal: 2 }, width: { min: 1 } },
    null,
  ],
  ['movements in sets', null, { advanced: [{ zoom: { exact: 2 } }] }, null],
  [
    'required movements',
    null,
    { zoom: { min: 1 }, pan: { exact: 0 } },
    /^Mandatory pan constraints/,
  ],
  [
    'a limited movement',
    null,
    { tilt: { max: 1 } },
    /^Mandatory tilt constraints are not supported$/,
  ],
  ['movements of sound', { zoom: { exact: 1 } }, {}, null],
  ['names of old alone', { mandatory: {} }, { optional: [], advanced: [] }, null],
  ['a name of old beside another', null, { mandatory: {}, width: {} }, MIXED],
  ['a name of old beside a set', null, { optional: [], advanced: [{}] }, MIXED],
  ['a name of old of sound', { optional: [], echoCancellation: true }, {}, MIXED],
  [
    'a name of old beside an effect, which others say',
    null,
    { optional: [], backgroundBlur: true },
    null,
  ],
];

for (const [what, audio, video, refusal] of CASES) {
  test(`getUserMedia at once ${refusal ? 'refuses' : 'takes'} ${what}`, () => {
    const split = (/** @type {object} */ constraints) => splitConstraints(constraints, NATIVE);
    const said = refusalOf(audio && split(audio), split(video));
    if (refusal) assert.match(String(said), refusal);
    else assert.equal(said, null);
  });
}
