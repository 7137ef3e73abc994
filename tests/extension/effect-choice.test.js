import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';

import {
  asEffectChoice,
  CHOICES_KEY,
  choiceOf,
  FIRST_CHOICE,
  ONLY_ME_KEY,
  STRENGTHS,
  wishOf,
  withChoice,
  withoutBackground,
  withoutChange,
} from '../../extension/src/shared/effect-choice.js';
import { MAX_STRENGTH } from '../../extension/src/shared/protocol.js';

/** @typedef {import('../../extension/src/shared/effect-choice.js').EffectChoice} EffectChoice */

const SITE = 'https://meet.example';
const ID = 'a0'.repeat(32);
/** @type {EffectChoice[]} */
const CHOICES = [
  { effect: 'blur', strength: 0.5 },
  { effect: 'blur', strength: MAX_STRENGTH },
  { effect: 'portrait', strength: STRENGTHS.heavy },
  { effect: 'color', color: '#00a0ff' },
  { effect: 'background', id: ID },
];
const NO_CHOICES = [
  undefined,
  null,
  'blur',
  {},
  { effect: 'none' },
  { strength: 7 },
  ...[0, -1, Number.NaN, Infinity, MAX_STRENGTH + 0.1, '15', null, undefined].flatMap(
    (strength) => [
      { effect: 'blur', strength },
      { effect: 'portrait', strength },
    ],
  ),
  ...['#fff', '#00A0FF', 'red', '#00a0ff;', 255, undefined].map((color) => ({
    effect: 'color',
    color,
  })),
  ...['', ID.toUpperCase(), `${ID}0`, '../secret', 5, undefined].map((id) => ({
    effect: 'background',
    id,
  })),
];

test('a choice is read back as it is, and nothing else with it', () => {
  for (const choice of CHOICES) {
    assert.deepEqual(asEffectChoice({ ...choice, more: 1 }), choice);
  }
  for (const value of NO_CHOICES) assert.equal(asEffectChoice(value), null, inspect(value));
});

test('the levels with a name are those of the Chime SDK', () => {
  assert.deepEqual(STRENGTHS, { light: 7, medium: 15, heavy: 30 });
  assert.deepEqual(FIRST_CHOICE, { effect: 'blur', strength: 15 });
});

test('a site has its own choice, else the default, else a medium blur', () => {
  const [blur, , portrait] = CHOICES;
  for (const stored of [undefined, null, 5, [], {}, { sites: null }, { default: 'blur' }]) {
    assert.deepEqual(choiceOf(stored, SITE), FIRST_CHOICE, inspect(stored));
  }
  const stored = { default: portrait, sites: { [SITE]: blur } };
  assert.deepEqual(choiceOf(stored, SITE), blur);
  assert.deepEqual(choiceOf(stored, 'https://other.example'), portrait);
  assert.deepEqual(choiceOf(stored, null), portrait);
});

test('what is stored and no choice counts as none', () => {
  const [, , portrait] = CHOICES;
  for (const value of NO_CHOICES) {
    assert.deepEqual(choiceOf({ default: value, sites: { [SITE]: value } }, SITE), FIRST_CHOICE);
    assert.deepEqual(choiceOf({ default: portrait, sites: { [SITE]: value } }, SITE), portrait);
  }
});

test('names that every object has are no sites', () => {
  for (const origin of ['__proto__', 'constructor', 'toString', '']) {
    assert.deepEqual(choiceOf({ sites: {} }, origin), FIRST_CHOICE, origin);
    const stored = withChoice(undefined, origin, { effect: 'color', color: '#000000' });
    assert.deepEqual(choiceOf(stored, origin), { effect: 'color', color: '#000000' }, origin);
    assert.deepEqual(choiceOf(stored, SITE), FIRST_CHOICE, origin);
  }
});

test('a choice is added to the others, changed, and taken away again', () => {
  const [blur, , portrait, color, background] =
    /** @type {[EffectChoice, EffectChoice, EffectChoice, EffectChoice, EffectChoice]} */ (CHOICES);
  let stored = withChoice(undefined, SITE, blur);
  assert.deepEqual(stored, { default: FIRST_CHOICE, sites: { [SITE]: blur } });
  stored = withChoice(stored, 'https://home.example', background);
  stored = withChoice(stored, null, color);
  stored = withChoice(Object.freeze(stored), SITE, portrait);
  assert.deepEqual(stored, {
    default: color,
    sites: { [SITE]: portrait, 'https://home.example': background },
  });
  stored = withChoice(stored, SITE, null);
  assert.deepEqual(choiceOf(stored, SITE), color);
  assert.deepEqual(withChoice(stored, null, null).default, FIRST_CHOICE);
});

test('anything else is refused, and what is wrong is named', () => {
  for (const value of NO_CHOICES) {
    if (value === null) continue;
    const choice = /** @type {EffectChoice} */ (value);
    assert.throws(() => withChoice({}, SITE, choice), RangeError, inspect(value));
  }
  const strong = { effect: /** @type {const} */ ('blur'), strength: 101 };
  assert.throws(() => withChoice({}, SITE, strong), /strength must be .* up to 100, not 101/);
});

test('whether others are hidden is one choice for all sites, and nothing but true is yes', () => {
  const stored = withChoice(undefined, 'https://a.example', { effect: 'color', color: '#00ff00' });
  for (const onlyMe of [true, false, undefined, 'true', 1]) {
    assert.deepEqual(
      wishOf({ [CHOICES_KEY]: stored, [ONLY_ME_KEY]: onlyMe }, 'https://a.example'),
      {
        effect: 'color',
        color: '#00ff00',
        onlyMe: onlyMe === true,
      },
    );
  }
});

test('a background that is no more is chosen nowhere any more', () => {
  const [gone, kept] = ['a'.repeat(64), 'b'.repeat(64)];
  const stored = {
    default: { effect: 'background', id: gone },
    sites: {
      'https://a.example': { effect: 'background', id: gone },
      'https://b.example': { effect: 'background', id: kept },
      'https://c.example': { effect: 'color', color: '#000000' },
    },
  };
  assert.deepEqual(withoutBackground(stored, gone), {
    default: FIRST_CHOICE,
    sites: {
      'https://b.example': { effect: 'background', id: kept },
      'https://c.example': { effect: 'color', color: '#000000' },
    },
  });
  assert.deepEqual(withoutBackground(undefined, gone), { default: FIRST_CHOICE, sites: {} });
});

test('a choice that is taken back leaves what was there before, and all that was chosen since', () => {
  /** @type {EffectChoice} */
  const red = { effect: 'color', color: '#ff0000' };
  /** @type {EffectChoice} */
  const blue = { effect: 'color', color: '#0000ff' };
  const before = withChoice(undefined, 'https://a.example', red);
  for (const origin of ['https://a.example', 'https://b.example', null]) {
    const after = withChoice(before, origin, blue);
    assert.deepEqual(withoutChange(after, before, origin, blue), before);
    const others = withChoice(after, 'https://c.example', red);
    const expected = withChoice(before, 'https://c.example', red);
    assert.deepEqual(withoutChange(others, before, origin, blue), expected);
    const newer = withChoice(after, origin, { effect: 'color', color: '#00ff00' });
    assert.equal(withoutChange(newer, before, origin, blue), null);
  }
});
