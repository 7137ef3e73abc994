import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';

import {
  EFFECT_NAMES,
  forBrowser,
  requiredEffect,
  splitConstraints,
  toConstrainBoolean,
} from '../../extension/src/shared/constraints.js';
import { plain } from './fakes.js';

const NATIVE = [
  ...['aspectRatio', 'deviceId', 'frameRate', 'height', 'pointsOfInterest', 'torch', 'width'],
];

/** @param {unknown} constraints */
const split = (constraints) => plain(splitConstraints(constraints, NATIVE));
/** @param {unknown} constraints */
const passedOn = (constraints) => plain(forBrowser(splitConstraints(constraints, NATIVE)));

describe('reading a dictionary, as WebIDL reads it', () => {
  test('nothing, null and an empty one mean no constraints', () => {
    for (const constraints of [undefined, null, {}, () => {}, []]) {
      assert.deepEqual(split(constraints), {
        ...{ effects: {}, native: {}, advanced: [], convertible: true, wrongSets: undefined },
      });
    }
  });

  test('what is no dictionary is left to the browser, which says why it refuses it', () => {
    for (const constraints of [5, 'x', true, Symbol('s'), 1n]) {
      const { native, convertible } = split(constraints);
      assert.deepEqual([native, convertible], [constraints, false]);
    }
    for (const set of [5, 'x', true, Symbol('s'), 1n]) {
      const constraints = { width: 1, advanced: [{}, set] };
      assert.deepEqual(
        [passedOn(constraints), split(constraints).convertible],
        [constraints, false],
      );
    }
  });

  test('so is what no number or string can be made of', () => {
    const symbol = Symbol('s');
    for (const constraints of [
      { width: symbol },
      { width: { exact: symbol } },
      { deviceId: ['a', symbol] },
      { deviceId: { exact: [symbol] } },
      { advanced: [{}, { width: symbol }] },
    ]) {
      assert.equal(split(constraints).convertible, false, inspect(constraints));
      assert.deepEqual(passedOn(constraints), constraints);
    }
    assert.equal(split({ backgroundBlur: symbol, torch: { ideal: {} } }).convertible, true);
  });

  test('ours and the camera’s are told apart, unknown ones are dropped', () => {
    const { effects, native } = split({
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
  });

  test('undefined members are no members; members may be inherited', () => {
    const { effects, native } = split({ backgroundBlur: undefined, width: undefined });
    assert.deepEqual([effects, native], [{}, {}]);
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
      assert.deepEqual(split({ backgroundBlur: value }).effects, { backgroundBlur: value });
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
      assert.deepEqual(plain(toConstrainBoolean(value)), expected, inspect(value));
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
    const names = [...NATIVE, 'backgroundSegmentationMask'];
    const { effects, native } = plain(splitConstraints(constraints, names));
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
    assert.deepEqual(split(constraints), {
      effects: { backgroundBlur: { ideal: true } },
      native: { width: 320 },
      advanced: [{ effects: { backgroundBlur: true }, native: {} }],
      convertible: true,
      wrongSets: undefined,
    });
  });

  test('advanced sets keep their order and places, ours and the camera’s apart', () => {
    const constraints = {
      advanced: [
        { backgroundBlur: true },
        { width: 320, backgroundBlur: { ideal: true } },
        undefined,
        { height: 240, unknown: 1 },
      ],
    };
    assert.deepEqual(split(constraints).advanced, [
      { effects: { backgroundBlur: true }, native: {} },
      { effects: { backgroundBlur: { ideal: true } }, native: { width: 320 } },
      { effects: {}, native: {} },
      { effects: {}, native: { height: 240 } },
    ]);
    assert.deepEqual(passedOn(constraints), {
      advanced: [{}, { width: 320 }, {}, { height: 240 }],
    });
  });

  test('advanced sets of ours alone do not reach the camera', () => {
    assert.deepEqual(passedOn({ advanced: [{ backgroundBlur: true }, {}] }), {});
    assert.deepEqual(passedOn({ width: 1, advanced: [] }), { width: 1 });
  });

  test('advanced may be anything that can be iterated, and nothing else', () => {
    const sets = new Set([{ backgroundBlur: true }]);
    assert.deepEqual(split({ advanced: sets }).advanced, [
      { effects: { backgroundBlur: true }, native: {} },
    ]);
    for (const advanced of [null, 5, 'x', true]) {
      assert.deepEqual(
        [passedOn({ advanced }), split({ advanced }).convertible],
        [{ advanced }, false],
      );
    }
    for (const iterator of [undefined, null, 5, {}]) {
      const constraints = { advanced: { [Symbol.iterator]: iterator } };
      // With the same iterator, so that the browser refuses it for the same reason.
      assert.deepEqual(passedOn(constraints), constraints);
      assert.equal(split(constraints).convertible, false);
    }
  });

  test('a sequence is read as Chromium reads it, and left where it is', () => {
    /** @type {string[]} */
    const reads = [];
    const spy = (/** @type {object} */ target) =>
      new Proxy(target, {
        get(members, name) {
          reads.push(String(name));
          return Reflect.get(members, name);
        },
      });
    const sequence = (/** @type {unknown[]} */ items) => ({
      [Symbol.iterator]: () => {
        let at = 0;
        const next = () => {
          const result = { value: items[at], done: at >= items.length };
          at += 1;
          return spy(result);
        };
        return spy({ next, return: () => ({}) });
      },
    });
    assert.deepEqual(split({ deviceId: sequence(['a']) }).native, { deviceId: ['a'] });
    assert.deepEqual(reads.splice(0), ['next', 'value', 'done', 'value', 'done']);
    assert.equal(split({ advanced: sequence([5, {}]) }).convertible, false);
    assert.deepEqual(reads, ['next', 'value', 'done']);
  });

  test('of an array the items count, whatever it is iterated by', () => {
    const ids = ['a'];
    Object.defineProperty(ids, Symbol.iterator, { value: () => ['b'].values() });
    assert.deepEqual(split({ deviceId: ids, advanced: [{ deviceId: ids }] }).native, {
      deviceId: ['a'],
    });
    /** @type {object} */
    const first = {};
    const grows = [first];
    Object.defineProperty(first, 'width', { get: () => grows.push({}) });
    assert.equal(split({ advanced: grows }).advanced.length, 2);
  });

  test('what the browser would not iterate it refuses, for its own reason', () => {
    const failure = (/** @type {Iterable<unknown>} */ items) => {
      try {
        return Array.from(items);
      } catch (error) {
        return String(error).replace(/.* is not a function/, 'no function');
      }
    };
    for (const iterator of [5, () => 5, () => ({}), () => ({ next: () => 5 })]) {
      const wrong = /** @type {any} */ ({ [Symbol.iterator]: iterator });
      for (const name of ['deviceId', 'advanced']) {
        assert.equal(split({ [name]: wrong }).convertible, false);
        assert.equal(failure(passedOn({ [name]: wrong })[name]), failure(wrong));
      }
    }
  });

  test('nothing is read after what the browser does not take', () => {
    const never = {
      get() {
        throw new Error('read');
      },
    };
    for (const wrong of [
      { width: Symbol('s') },
      { deviceId: { exact: ['a', Symbol('s')] } },
      { height: 1n },
      { mandatory: 5 },
      { optional: [5] },
      { optional: {} },
      { pointsOfInterest: [5] },
      { pointsOfInterest: 'x' },
      { pointsOfInterest: [{ x: Number.NaN }] },
      { pointsOfInterest: { exact: null } },
      { pointsOfInterest: { ideal: {} } },
      { aspectRatio: 'x' },
      {
        frameRate: {
          min: { valueOf: () => Infinity },
          get exact() {
            return never.get();
          },
        },
      },
      { echoCancellation: Symbol('s') },
      { echoCancellation: { ideal: Symbol('s') } },
    ]) {
      const constraints = Object.defineProperties({ ...wrong }, { zoom: never, advanced: never });
      const names = [...NATIVE, 'echoCancellation', 'zoom'];
      const { convertible } = plain(splitConstraints(constraints, names));
      assert.equal(convertible, false, inspect(wrong));
    }
  });

  test('names of old have texts', () => {
    const text = { toString: () => '320' };
    assert.deepEqual(split({ mandatory: { minWidth: text, maxWidth: 640 } }).native, {
      mandatory: { minWidth: '320', maxWidth: 640 },
    });
    assert.deepEqual(split({ optional: new Set([{ minWidth: text }]) }).native, {
      optional: [{ minWidth: '320' }],
    });
  });

  test('whole numbers are made of any, and of echo cancellation a text', () => {
    const names = [...NATIVE, 'channelCount', 'echoCancellation'];
    for (const constraints of [
      { width: Number.NaN, height: { ideal: 'x' }, channelCount: Infinity },
      { echoCancellation: 'all' },
      { echoCancellation: { exact: true } },
    ]) {
      const { native, convertible } = plain(splitConstraints(constraints, names));
      assert.deepEqual([native, convertible], [constraints, true]);
    }
    const text = { toString: () => 'all' };
    const { native } = plain(splitConstraints({ echoCancellation: { exact: text } }, names));
    assert.deepEqual(native, { echoCancellation: { exact: 'all' } });
  });

  test('numbers, strings and points are taken as the browser takes them', () => {
    const text = { toString: () => 'a' };
    const number = { valueOf: () => 320 };
    const { native } = split({
      width: { exact: number, ideal: 1 },
      deviceId: [text, 'b'],
      torch: { exact: {}, ideal: 0, max: 1 },
      pointsOfInterest: [{ x: number, y: 0.5, z: 1 }],
    });
    assert.deepEqual(native, {
      deviceId: ['a', 'b'],
      pointsOfInterest: [{ x: 320, y: 0.5 }],
      torch: { exact: true, ideal: 0 },
      width: { exact: 320, ideal: 1 },
    });
    assert.deepEqual(split({ deviceId: { exact: text } }).native, { deviceId: { exact: 'a' } });
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
