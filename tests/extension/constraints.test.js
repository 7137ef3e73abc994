import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';

import {
  EFFECT_NAMES,
  requiredEffect,
  selectSettings,
  splitConstraints,
  toConstrainBoolean,
} from '../../extension/src/shared/constraints.js';

/** @typedef {import('../../extension/src/shared/constraints.js').EffectName} EffectName */

const NATIVE = ['aspectRatio', 'deviceId', 'frameRate', 'height', 'torch', 'width'];
const CAN = { backgroundBlur: [false, true], backgroundSegmentationMask: [false, true] };
const CANNOT = { backgroundBlur: [false], backgroundSegmentationMask: [false] };
const FORCED = { backgroundBlur: [true], backgroundSegmentationMask: [false, true] };
const OFF = { backgroundBlur: false, backgroundSegmentationMask: false };

/** @param {unknown} constraints */
const split = (constraints) => splitConstraints(constraints, NATIVE);

/**
 * What becomes of one property when `constraints` are applied to it.
 * @param {EffectName} name
 * @param {unknown} constraints with `p` in the place of the property's name
 * @param {boolean} [before]
 * @param {typeof CAN} [capabilities]
 */
function outcome(name, constraints, before = false, capabilities = CAN) {
  const named = (/** @type {any} */ set) =>
    set && 'p' in set ? { ...set, p: undefined, [name]: set.p } : set;
  const whole = /** @type {any} */ (named(constraints));
  const all = whole?.advanced ? { ...whole, advanced: whole.advanced.map(named) } : whole;
  const judged = selectSettings(split(all), capabilities, { ...OFF, [name]: before });
  return 'failedConstraint' in judged ? judged : judged.settings[name];
}

describe('reading a dictionary, as WebIDL reads it', () => {
  test('nothing, null and an empty one mean no constraints', () => {
    for (const constraints of [undefined, null, {}, () => {}, []]) {
      assert.deepEqual(split(constraints), { effects: {}, advanced: [], native: {}, all: {} });
    }
  });

  test('what is no dictionary is refused', () => {
    for (const constraints of [5, 'x', true, Symbol('s'), 1n]) {
      assert.throws(() => split(constraints), {
        name: 'TypeError',
        message: "The provided value is not of type 'MediaTrackConstraints'.",
      });
    }
  });

  test('ours and the camera’s are told apart, unknown ones are dropped', () => {
    const { effects, native, all } = split({
      width: { ideal: 320, max: 640 },
      backgroundBlur: true,
      backgroundMask: true,
      deviceId: ['a', 'b'],
      backgroundSegmentationMask: { ideal: false },
      toString: 1,
    });
    assert.deepEqual(effects, {
      backgroundBlur: true,
      backgroundSegmentationMask: { ideal: false },
    });
    assert.deepEqual(native, { deviceId: ['a', 'b'], width: { ideal: 320, max: 640 } });
    assert.deepEqual(all, { ...native, ...effects });
  });

  test('undefined members are no members; members may be inherited', () => {
    const { effects, native, all } = split({ backgroundBlur: undefined, width: undefined });
    assert.deepEqual([effects, native, all], [{}, {}, {}]);
    assert.deepEqual(split(Object.create({ backgroundBlur: true })).effects, {
      backgroundBlur: true,
    });
  });

  test('values are kept as they were given, not normalised', () => {
    for (const value of [
      true,
      false,
      { exact: true },
      { ideal: true },
      { exact: true, ideal: false },
    ]) {
      assert.deepEqual(split({ backgroundBlur: value }).all, { backgroundBlur: value });
    }
  });

  test('a boolean or a dictionary is made of anything', () => {
    /** @type {[unknown, unknown][]} */
    const rows = [
      [true, true],
      [false, false],
      ['x', true],
      ['', false],
      ['false', true],
      [1, true],
      [0, false],
      [Number.NaN, false],
      [0n, false],
      [Symbol('s'), true],
      [null, {}],
      [{}, {}],
      [[true], {}],
      [() => {}, {}],
      [Object(false), {}],
      [{ exact: undefined }, {}],
      [{ exact: undefined, ideal: undefined }, {}],
      [{ exact: true, other: 1 }, { exact: true }],
      [{ exact: 'false' }, { exact: true }],
      [
        { exact: 0, ideal: 'x' },
        { exact: false, ideal: true },
      ],
      [{ exact: null }, { exact: false }],
      [{ ideal: {} }, { ideal: true }],
    ];
    for (const [value, expected] of rows) {
      assert.deepEqual(toConstrainBoolean(value), expected, inspect(value));
    }
  });

  test('every getter is read once, in the order of the alphabet, `advanced` last', () => {
    /** @type {string[]} */
    const reads = [];
    const spy = (/** @type {Record<string, unknown>} */ members, path = '') => {
      const target = {};
      for (const [name, value] of Object.entries(members)) {
        Object.defineProperty(target, name, {
          get() {
            reads.push(path + name);
            return value;
          },
        });
      }
      return target;
    };
    split(
      spy({
        width: 320,
        advanced: [
          spy({ width: 1, backgroundBlur: true }, '0.'),
          spy({ backgroundSegmentationMask: false }, '1.'),
        ],
        backgroundSegmentationMask: spy({ ideal: true, exact: true }, 'mask.'),
        backgroundBlur: spy({ ideal: true, exact: true }, 'blur.'),
        aspectRatio: spy({ exact: 1 }, 'ratio.'),
        unknown: 1,
      }),
    );
    assert.deepEqual(reads, [
      'aspectRatio',
      'ratio.exact',
      'backgroundBlur',
      'blur.exact',
      'blur.ideal',
      'backgroundSegmentationMask',
      'mask.exact',
      'mask.ideal',
      'width',
      'advanced',
      '0.backgroundBlur',
      '0.width',
      '1.backgroundSegmentationMask',
    ]);
  });

  test('a member that the browser knows as well is read once', () => {
    let reads = 0;
    const constraints = {
      get backgroundSegmentationMask() {
        reads += 1;
        return true;
      },
    };
    const { effects, native } = splitConstraints(constraints, [
      ...NATIVE,
      'backgroundSegmentationMask',
    ]);
    assert.deepEqual([reads, effects, native], [1, { backgroundSegmentationMask: true }, {}]);
  });

  test('what a getter throws comes through, wherever it is', () => {
    const error = new Error('from the page');
    const thrower = {
      get exact() {
        throw error;
      },
    };
    for (const constraints of [
      { backgroundBlur: thrower },
      { width: thrower },
      { advanced: [{}, { backgroundSegmentationMask: thrower }] },
      Object.defineProperty({}, 'advanced', { get: () => thrower.exact }),
    ]) {
      assert.throws(() => split(constraints), error);
    }
  });

  test('nothing is shared with the caller afterwards', () => {
    const width = { exact: 320 };
    const blur = { exact: true };
    const ids = ['a'];
    const set = { backgroundBlur: { exact: false }, height: { max: 1 } };
    const constraints = { width, deviceId: ids, backgroundBlur: blur, advanced: [set] };
    const taken = split(constraints);
    const copy = structuredClone(taken);
    width.exact = 1;
    blur.exact = false;
    ids.push('b');
    set.backgroundBlur.exact = true;
    set.height.max = 2;
    constraints.advanced.pop();
    assert.deepEqual(taken, copy);
    assert.deepEqual(taken.effects, { backgroundBlur: { exact: true } });
  });

  test('what the caller froze is taken too, and stays as it was', () => {
    const constraints = Object.freeze({
      backgroundBlur: Object.freeze({ ideal: true }),
      width: 320,
      advanced: Object.freeze([Object.freeze({ backgroundBlur: true })]),
    });
    assert.deepEqual(split(constraints).all, {
      backgroundBlur: { ideal: true },
      width: 320,
      advanced: [{ backgroundBlur: true }],
    });
  });

  test('advanced sets keep their order and places, ours and the camera’s apart', () => {
    const { advanced, native, all } = split({
      advanced: [
        { backgroundBlur: true },
        { width: 320, backgroundBlur: { ideal: true } },
        undefined,
        { height: 240, unknown: 1 },
      ],
    });
    assert.deepEqual(advanced, [
      { backgroundBlur: true },
      { backgroundBlur: { ideal: true } },
      {},
      {},
    ]);
    assert.deepEqual(native, { advanced: [{}, { width: 320 }, {}, { height: 240 }] });
    assert.deepEqual(all, {
      advanced: [
        { backgroundBlur: true },
        { width: 320, backgroundBlur: { ideal: true } },
        {},
        { height: 240 },
      ],
    });
  });

  test('advanced sets of ours alone do not reach the camera', () => {
    assert.deepEqual(split({ advanced: [{ backgroundBlur: true }, {}] }).native, {});
    assert.deepEqual(split({ width: 1, advanced: [] }).native, { width: 1 });
  });

  test('advanced may be anything that can be iterated, and nothing else', () => {
    const sets = new Set([{ backgroundBlur: true }]);
    assert.deepEqual(split({ advanced: sets }).advanced, [{ backgroundBlur: true }]);
    for (const advanced of [null, 5, 'x', true, {}, () => {}, [5], ['x'], [true]]) {
      assert.throws(() => split({ advanced }), TypeError);
    }
  });
});

describe('choosing settings', () => {
  /**
   * Constraints, the setting before, the setting after: as Chromium's own implementation does it,
   * except where the specification says otherwise.
   * @type {[unknown, boolean, boolean][]}
   */
  const rows = [
    [{ p: { exact: true } }, false, true],
    [{ p: { ideal: true } }, false, true],
    [{ p: true }, false, true],
    [{ p: { exact: false } }, true, false],
    [{ p: { ideal: false } }, true, false],
    [{ p: false }, true, false],
    // Nothing asked: what is on stays on.
    [{}, true, true],
    [{}, false, false],
    [undefined, true, true],
    [null, true, true],
    [{ width: 320 }, true, true],
    [{ p: {} }, true, true],
    [{ p: null }, true, true],
    [{ p: [true] }, false, false],
    [{ p: { exact: undefined } }, true, true],
    [{ p: undefined }, true, true],
    // Conversion.
    [{ p: 'x' }, false, true],
    [{ p: 1 }, false, true],
    [{ p: 0 }, true, false],
    [{ p: { exact: 'false' } }, false, true],
    // Exact beats ideal.
    [{ p: { exact: true, ideal: false } }, false, true],
    [{ p: { exact: false, ideal: true } }, false, false],
    // Advanced: bare means exact, the first satisfiable set wins, ideal counts for nothing.
    [{ advanced: [{ p: true }] }, false, true],
    [{ advanced: [{ p: false }] }, true, false],
    [{ advanced: [{ p: { exact: true } }] }, false, true],
    [{ advanced: [{ p: { ideal: true } }] }, false, false],
    [{ advanced: [{ p: { ideal: false } }] }, true, true],
    [{ advanced: [{ p: true }, { p: false }] }, false, true],
    [{ advanced: [{ p: false }, { p: true }] }, true, false],
    [{ advanced: [{ p: { ideal: true } }, { p: { exact: false } }] }, true, false],
    [{ advanced: [] }, true, true],
    [{ advanced: [{}, { width: 1 }] }, true, true],
    // Advanced against basic.
    [{ p: { exact: false }, advanced: [{ p: true }] }, true, false],
    [{ p: { exact: true }, advanced: [{ p: false }] }, false, true],
    [{ p: { ideal: false }, advanced: [{ p: true }] }, false, true],
    [{ p: true, advanced: [{ p: false }] }, true, false],
    [{ p: true, advanced: [{ p: { ideal: false } }] }, false, true],
  ];

  for (const name of EFFECT_NAMES) {
    test(`${name}: what is asked for and what comes of it`, () => {
      for (const [constraints, before, after] of rows) {
        const row = `${JSON.stringify(constraints)}, before: ${before}`;
        assert.equal(outcome(name, constraints, before), after, row);
      }
    });

    test(`${name}: only what is required can fail, and it is named`, () => {
      const failed = { failedConstraint: name };
      assert.deepEqual(outcome(name, { p: { exact: true } }, false, CANNOT), failed);
      assert.deepEqual(outcome(name, { p: { exact: true, ideal: false } }, false, CANNOT), failed);
      assert.equal(outcome(name, { p: { exact: false } }, false, CANNOT), false);
      for (const constraints of [
        { p: true },
        { p: { ideal: true } },
        { advanced: [{ p: true }] },
        { advanced: [{ p: { exact: true } }] },
      ]) {
        assert.equal(outcome(name, constraints, false, CANNOT), false, JSON.stringify(constraints));
      }
    });
  }

  test('when blur cannot be switched off, exact false fails and anything milder gets true', () => {
    const forced = (/** @type {unknown} */ constraints) =>
      outcome('backgroundBlur', constraints, true, FORCED);
    assert.deepEqual(forced({ p: { exact: false } }), { failedConstraint: 'backgroundBlur' });
    for (const constraints of [
      { p: false },
      { p: { ideal: false } },
      { p: { exact: true } },
      { advanced: [{ p: false }] },
      {},
    ]) {
      assert.equal(forced(constraints), true, JSON.stringify(constraints));
    }
  });

  test('the two properties are chosen together', () => {
    const settings = (/** @type {unknown} */ constraints, current = OFF) =>
      selectSettings(split(constraints), CAN, current);
    const both = { backgroundBlur: true, backgroundSegmentationMask: true };
    assert.deepEqual(settings(both), { settings: both });
    assert.deepEqual(settings({ backgroundBlur: false }, both), {
      settings: { backgroundBlur: false, backgroundSegmentationMask: true },
    });
    // A set that the blur contradicts is ignored as a whole, the next one is not.
    assert.deepEqual(
      settings({
        backgroundBlur: { exact: false },
        advanced: [
          { backgroundBlur: true, backgroundSegmentationMask: true },
          { backgroundBlur: false },
        ],
      }),
      { settings: OFF },
    );
    assert.deepEqual(
      settings({ advanced: [both, { backgroundBlur: true, backgroundSegmentationMask: false }] }),
      { settings: both },
    );
    assert.deepEqual(
      selectSettings(
        split({
          backgroundSegmentationMask: { exact: true },
          backgroundBlur: { exact: true },
        }),
        CANNOT,
        OFF,
      ),
      { failedConstraint: 'backgroundBlur' },
    );
  });

  test('nothing that was given is changed', () => {
    const capabilities = {
      backgroundBlur: Object.freeze([false, true]),
      backgroundSegmentationMask: Object.freeze([false, true]),
    };
    const current = Object.freeze({ ...OFF });
    const taken = split({ backgroundBlur: true, advanced: [{ backgroundSegmentationMask: true }] });
    const copy = structuredClone(taken);
    selectSettings(taken, /** @type {typeof CAN} */ (capabilities), current);
    assert.deepEqual(taken, copy);
  });
});

test('getUserMedia may not require an effect, but may wish for one', () => {
  const required = (/** @type {unknown} */ constraints) =>
    requiredEffect(split(constraints).effects);
  for (const name of EFFECT_NAMES) {
    assert.equal(required({ [name]: { exact: true } }), name);
    assert.equal(required({ [name]: { exact: false } }), name);
    assert.equal(required({ [name]: { exact: null, ideal: true } }), name);
    for (const value of [true, false, {}, { ideal: true }, { exact: undefined }, null, [true]]) {
      assert.equal(required({ [name]: value }), undefined, JSON.stringify(value));
    }
    assert.equal(required({ advanced: [{ [name]: { exact: true } }] }), undefined);
  }
  assert.equal(
    required({ backgroundSegmentationMask: { exact: true }, backgroundBlur: { exact: true } }),
    'backgroundBlur',
  );
});
