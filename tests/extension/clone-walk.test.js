import assert from 'node:assert/strict';
import { test } from 'node:test';

import { eachPair } from '../../extension/src/page/clone-walk.js';

/** Something that a clone of its own stands for: its own type is not looked into. */
class Thing {}

/**
 * @param {unknown} original
 * @param {unknown} [clone]
 */
function pairs(original, clone = original) {
  /** @type {[object, object][]} */
  const found = [];
  eachPair(original, clone, (one, other) => found.push([one, other]));
  return found;
}

/** @param {[object, object][]} found */
function things(found) {
  return found.filter(([, clone]) => clone instanceof Thing);
}

test('each object is met with its clone, wherever it is', () => {
  const [a, b, c, d, e] = Array.from({ length: 5 }, () => new Thing());
  const [A, B, C, D, E] = Array.from({ length: 5 }, () => new Thing());
  const original = { a, list: [1, [b]], map: new Map([[c, { d }]]), set: new Set([5, e]) };
  const clone = { a: A, list: [1, [B]], map: new Map([[C, { d: D }]]), set: new Set([5, E]) };
  const found = things(pairs(original, clone));
  assert.deepEqual(new Set(found.map(([one]) => one)), new Set([a, b, c, d, e]));
  const other = new Map(found);
  assert.deepEqual(
    [a, b, c, d, e].map((one) => one && other.get(one)),
    [A, B, C, D, E],
  );
});

test('instances of the page’s own classes are plain in their clones', () => {
  const thing = new Thing();
  class Own {
    inside = thing;
  }
  const its = new Thing();
  assert.deepEqual(things(pairs(new Own(), { inside: its })), [[thing, its]]);
});

test('no getter is called, and what it would have told is left out', () => {
  let calls = 0;
  const original = {
    get one() {
      calls += 1;
      return new Thing();
    },
    list: Object.defineProperty([], 0, {
      get() {
        calls += 1;
        return new Thing();
      },
    }),
  };
  assert.deepEqual(things(pairs(original, { one: new Thing(), list: [new Thing()] })), []);
  assert.equal(calls, 0);
});

test('what a page lets all objects inherit is not called either', () => {
  const own = Object.getOwnPropertyDescriptor(Object.prototype, 'value');
  Object.defineProperty(Object.prototype, 'value', { configurable: true, get: assert.fail });
  try {
    assert.equal(pairs({ a: [{}] }).length, 3);
    const original = {
      get a() {
        return assert.fail();
      },
    };
    assert.equal(pairs(original, { a: {} }).length, 1);
  } finally {
    if (own) Object.defineProperty(Object.prototype, 'value', own);
    else Reflect.deleteProperty(Object.prototype, 'value');
  }
});

test('circles end, and each object is met once', () => {
  /** @type {{self?: unknown, both: unknown[]}} */
  const circle = { both: [] };
  circle.self = circle;
  circle.both.push(circle, circle.both);
  assert.equal(pairs(circle).length, 2);
});

test('of something huge only the beginning is looked at', () => {
  const found = pairs(Array.from({ length: 1_000_000 }, () => ({})));
  assert.ok(found.length > 1000 && found.length < 10_000);
  const long = /** @type {any} */ ({});
  for (let n = 0, at = long; n < 100_000; n += 1) {
    at.next = {};
    at = at.next;
  }
  assert.ok(pairs(long).length < 10_000);
});

test('bytes are not looked at', () => {
  assert.equal(pairs({ bytes: new Uint8Array(1_000_000) }).length, 2);
});

test('an original that is not like its clone any more ends the walk', () => {
  const thing = new Thing();
  assert.deepEqual(things(pairs({ a: {}, b: thing }, { a: new Map(), b: thing })), []);
});

test('there is nothing to walk in what is no object', () => {
  for (const value of [undefined, null, 5, 'text', Symbol('s')]) assert.deepEqual(pairs(value), []);
});

test('in what is still to be cloned, instances are looked into, bytes and getters are not', () => {
  class Own {
    frame = { name: 'frame' };
    get other() {
      return assert.fail('called');
    }
  }
  const value = { own: new Own(), bytes: new Uint8Array(5000), last: { name: 'last' } };
  /** @type {unknown[]} */
  const found = [];
  eachPair(value, value, (one) => found.push(one));
  assert.deepEqual(found, [value, value.own, value.bytes, value.last, value.own.frame]);
});
