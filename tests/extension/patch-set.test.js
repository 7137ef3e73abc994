import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';

import { PatchSet } from '../../extension/src/page/shims/patch-set.js';

/** As much of a browser's class as patches touch. */
function makeTrack() {
  class Track {
    /** @type {string} */
    kept = 'camera';
    /** @param {unknown} [_constraints] */
    applyConstraints(_constraints) {
      return `native ${this.kept}`;
    }
    get label() {
      return this.kept;
    }
    set label(value) {
      this.kept = value;
    }
    get muted() {
      return false;
    }
  }
  for (const name of ['applyConstraints', 'label', 'muted']) {
    Object.defineProperty(Track.prototype, name, { enumerable: true });
  }
  return Track;
}

/** @type {ReturnType<typeof makeTrack>} */
let Track;
/** @type {PatchSet} */
let patches;
/** @type {PropertyDescriptorMap} */
let native;

beforeEach(() => {
  Track = makeTrack();
  patches = new PatchSet();
  native = Object.getOwnPropertyDescriptors(Track.prototype);
});

/** @param {string} name */
function descriptor(name) {
  return Object.getOwnPropertyDescriptor(Track.prototype, name);
}

function assertNative() {
  assert.deepEqual(Object.getOwnPropertyDescriptors(Track.prototype), native);
}

describe('a method', () => {
  /** @param {string} mark */
  const patch = (mark) =>
    patches.method(Track.prototype, 'applyConstraints', (before) => {
      const shim = {
        /** @this {InstanceType<typeof Track>} */
        m(/** @type {unknown[]} */ ...args) {
          return `${mark}(${Reflect.apply(before, this, args)})`;
        },
      };
      return shim.m;
    });

  test('is replaced and gets the native one', () => {
    assert.equal(patch('ours'), true);
    assert.equal(new Track().applyConstraints(), 'ours(native camera)');
  });

  test('keeps descriptor, name and length', () => {
    patch('ours');
    const { value, ...rest } = descriptor('applyConstraints') ?? {};
    assert.deepEqual(rest, { writable: true, enumerable: true, configurable: true });
    assert.equal(value.name, 'applyConstraints');
    assert.equal(value.length, 1);
    for (const name of ['name', 'length']) {
      assert.deepEqual(
        Object.getOwnPropertyDescriptor(value, name),
        Object.getOwnPropertyDescriptor(native.applyConstraints?.value, name),
      );
    }
  });

  test('that this browser lacks stays missing', () => {
    const wrap = () => assert.fail('nothing to wrap');
    assert.equal(patches.method(undefined, 'applyConstraints', wrap), false);
    assert.equal(patches.method(Track.prototype, 'getFocus', wrap), false);
    assert.equal(patches.method(Track.prototype, 'label', wrap), false, 'no method');
    patches.restore();
    assertNative();
  });

  test('inherited from elsewhere is not touched', () => {
    class Derived extends Track {}
    assert.equal(
      patches.method(Derived.prototype, 'applyConstraints', () => assert.fail('not its own')),
      false,
    );
    assert.deepEqual(Object.keys(Derived.prototype), []);
  });

  test('that cannot be put back is not taken away', () => {
    Object.defineProperty(Track.prototype, 'applyConstraints', { configurable: false });
    native = Object.getOwnPropertyDescriptors(Track.prototype);
    assert.equal(patch('ours'), false);
    assertNative();
  });

  test('patched twice comes back all the same: the last patch goes first', () => {
    patch('first');
    patch('second');
    assert.equal(new Track().applyConstraints(), 'second(first(native camera))');
    patches.restore();
    assertNative();
  });

  test('that the page wrapped in the meantime is left alone', () => {
    patch('ours');
    const ours = Track.prototype.applyConstraints;
    Track.prototype.applyConstraints = function applyConstraints(constraints) {
      return `page(${ours.call(this, constraints)})`;
    };
    const theirs = descriptor('applyConstraints');
    patches.restore();
    assert.deepEqual(descriptor('applyConstraints'), theirs);
    assert.equal(new Track().applyConstraints(), 'page(ours(native camera))');
  });

  test('that the page deleted stays deleted', () => {
    patch('ours');
    Reflect.deleteProperty(Track.prototype, 'applyConstraints');
    patches.restore();
    assert.equal(descriptor('applyConstraints'), undefined);
  });
});

describe('a getter', () => {
  /** @param {string} name */
  const patch = (name) =>
    patches.getter(Track.prototype, name, (before) => {
      const shim = {
        /** @this {InstanceType<typeof Track>} */
        g() {
          return `ours(${Reflect.apply(before, this, [])})`;
        },
      };
      return shim.g;
    });

  test('is replaced, its setter stays', () => {
    assert.equal(patch('label'), true);
    const track = new Track();
    assert.equal(track.label, 'ours(camera)');
    track.label = 'other';
    assert.equal(track.label, 'ours(other)');
    assert.equal(descriptor('label')?.set, native.label?.set);
    assert.equal(patch('muted'), true);
    assert.equal(descriptor('muted')?.set, undefined);
  });

  test('keeps descriptor, name and length', () => {
    patch('label');
    const { get, set, ...rest } = descriptor('label') ?? {};
    assert.deepEqual(rest, { enumerable: true, configurable: true });
    assert.equal(get?.name, 'get label');
    assert.equal(get?.length, 0);
    assert.ok(set);
  });

  test('that this browser lacks stays missing', () => {
    const wrap = () => assert.fail('nothing to wrap');
    assert.equal(patches.getter(undefined, 'label', wrap), false);
    assert.equal(patches.getter(Track.prototype, 'focus', wrap), false);
    assert.equal(patches.getter(Track.prototype, 'applyConstraints', wrap), false, 'no getter');
    Object.defineProperty(Track.prototype, 'label', { configurable: false });
    assert.equal(patches.getter(Track.prototype, 'label', wrap), false);
  });

  test('comes back, unless the page wrapped it', () => {
    patch('label');
    patch('muted');
    const theirs = { get: () => 'page', configurable: true, enumerable: true };
    Object.defineProperty(Track.prototype, 'muted', theirs);
    patches.restore();
    assert.deepEqual(descriptor('label'), native.label);
    assert.equal(descriptor('muted')?.get, theirs.get);
  });
});

describe('a setter', () => {
  const patch = () =>
    patches.setter(Track.prototype, 'label', (before) => {
      const shim = {
        /** @this {InstanceType<typeof Track>} */
        m(/** @type {unknown[]} */ ...args) {
          Reflect.apply(before, this, [`ours(${args[0]})`]);
        },
      };
      return shim.m;
    });

  test('is replaced, its getter, name and length stay', () => {
    assert.equal(patch(), true);
    const track = new Track();
    track.label = 'other';
    assert.equal(track.label, 'ours(other)');
    const { get, set, ...rest } = descriptor('label') ?? {};
    assert.equal(get, native.label?.get);
    assert.deepEqual(rest, { enumerable: true, configurable: true });
    assert.deepEqual([set?.name, set?.length], ['set label', 1]);
    patches.restore();
    assertNative();
  });

  test('that this browser lacks stays missing', () => {
    const wrap = () => assert.fail('nothing to wrap');
    assert.equal(patches.setter(undefined, 'label', wrap), false);
    assert.equal(patches.setter(Track.prototype, 'muted', wrap), false, 'no setter');
  });
});

describe('what a page lets all objects inherit', () => {
  for (const name of ['get', 'set', 'value', 'writable']) {
    test(`is in no descriptor: ${name}`, () => {
      Object.defineProperty(Object.prototype, name, { value: () => 'page', configurable: true });
      try {
        assert.equal(
          patches.method(Track.prototype, 'applyConstraints', () => () => 'ours'),
          true,
        );
        assert.equal(
          patches.getter(Track.prototype, 'label', () => () => 'ours'),
          true,
        );
        assert.equal(
          patches.method(Track.prototype, 'muted', () => assert.fail('no method')),
          false,
        );
        patches.restore();
      } finally {
        Reflect.deleteProperty(Object.prototype, name);
      }
      assertNative();
    });
  }

  test('sees nothing that undoes a patch', () => {
    /** @type {unknown[]} */
    const seen = [];
    const { push } = Array.prototype;
    Array.prototype.push = (one) => {
      seen[seen.length] = one;
      return 0;
    };
    try {
      patches.method(Track.prototype, 'applyConstraints', () => () => 'ours');
    } finally {
      Array.prototype.push = push;
    }
    assert.deepEqual(seen, []);
  });
});

describe('an accessor that the browser lacks', () => {
  /** @type {unknown[]} */
  let calls;
  const add = () =>
    patches.accessor(Track.prototype, 'onchange', {
      get() {
        calls.push(this);
        return 'handler';
      },
      set(value) {
        calls.push(this, value);
      },
    });
  beforeEach(() => {
    calls = [];
  });

  test('looks like a native one and gets the receiver', () => {
    assert.equal(add(), true);
    const { get, set, ...rest } = descriptor('onchange') ?? {};
    assert.deepEqual(rest, { enumerable: true, configurable: true });
    assert.deepEqual([get?.name, get?.length], ['get onchange', 0]);
    assert.deepEqual([set?.name, set?.length], ['set onchange', 1]);
    for (const [ours, like] of [
      [get, native.label?.get],
      [set, native.label?.set],
    ]) {
      const named = (/** @type {Function | undefined} */ one) => ({
        ...Object.getOwnPropertyDescriptor(one, 'name'),
        value: '',
      });
      assert.deepEqual(named(ours), named(like));
    }
    const track = /** @type {any} */ (new Track());
    assert.equal(track.onchange, 'handler');
    track.onchange = 5;
    assert.deepEqual(calls, [track, track, 5]);
  });

  test('is not added where there is one already, or no class', () => {
    Object.defineProperty(Object.getPrototypeOf(Track.prototype), 'inherited-test', {
      value: 1,
      configurable: true,
    });
    const accessor = { get: () => assert.fail(), set: () => assert.fail() };
    assert.equal(patches.accessor(Track.prototype, 'inherited-test', accessor), false);
    Reflect.deleteProperty(Object.prototype, 'inherited-test');
    assert.equal(patches.accessor(Track.prototype, 'label', accessor), false);
    assert.equal(patches.accessor(undefined, 'onchange', accessor), false);
    assertNative();
  });

  test('goes again', () => {
    add();
    patches.restore();
    assertNative();
  });

  test('that the page wrapped in the meantime is left alone', () => {
    add();
    const theirs = { get: () => 'page', set() {}, configurable: true, enumerable: true };
    Object.defineProperty(Track.prototype, 'onchange', theirs);
    patches.restore();
    assert.deepEqual(descriptor('onchange'), theirs);
  });

  test('that the page deleted stays deleted', () => {
    add();
    Reflect.deleteProperty(Track.prototype, 'onchange');
    patches.restore();
    assertNative();
  });
});

test('everything is put back once, in reverse', () => {
  /** @type {string[]} */
  const order = [];
  const watched = new Proxy(Track.prototype, {
    defineProperty(target, name, to) {
      order.push(String(name));
      return Reflect.defineProperty(target, name, to);
    },
  });
  patches.method(watched, 'applyConstraints', () => () => 'ours');
  patches.getter(watched, 'label', () => () => 'ours');
  patches.getter(watched, 'muted', () => () => true);
  assert.deepEqual(order.splice(0), ['applyConstraints', 'label', 'muted']);
  patches.restore();
  assert.deepEqual(order.splice(0), ['muted', 'label', 'applyConstraints']);
  assertNative();
  patches.restore();
  assert.deepEqual(order, []);
});
