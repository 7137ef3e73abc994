import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { FrameInit } from '../../extension/src/page/frame-init.js';

class Bitmap {}
/** @type {any} */
const isBitmap = (/** @type {unknown} */ value) => value instanceof Bitmap;
/** What a browser reads, in its order. */
const MEMBERS = ['alpha', 'displayHeight', 'displayWidth', 'duration', 'rotation', 'timestamp'];
const BUFFER_MEMBERS = ['codedHeight', 'codedWidth', 'format', 'timestamp'];

/**
 * As a browser does.
 * @param {unknown} given
 */
function read(given, members = MEMBERS, withTimestamp = true) {
  const init = FrameInit.of(given, isBitmap);
  assert.ok(init);
  const watched = init.watched(withTimestamp);
  const told = Object.fromEntries(members.map((name) => [name, Reflect.get(watched, name)]));
  return { init, told };
}

test('what is no dictionary is left to the browser', () => {
  for (const value of [undefined, null, 5, 'text']) {
    assert.equal(FrameInit.of(value, isBitmap), undefined);
  }
});

test('the browser gets what the page has given', () => {
  const { init, told } = read({ alpha: 'keep', timestamp: 7, metadata: {} });
  assert.equal(told.alpha, 'keep');
  assert.equal(told.timestamp, 7);
  assert.equal(init.timestamp, 7);
});

test('the time can be kept for later', () => {
  const { init, told } = read({ timestamp: 7 }, MEMBERS, false);
  assert.equal(told.timestamp, undefined);
  assert.equal(init.timestamp, 7);
});

test('an object that cannot change is read like any other', () => {
  const { told } = read(Object.freeze({ timestamp: 7 }), MEMBERS, false);
  assert.equal(told.timestamp, undefined);
});

test('each member is read once, and metadata in their place', () => {
  /** @type {string[]} */
  const log = [];
  const given = new Proxy(
    {},
    {
      get(_, name) {
        log.push(String(name));
        return undefined;
      },
    },
  );
  read(given);
  assert.deepEqual(log, [...MEMBERS.slice(0, 4), 'metadata', ...MEMBERS.slice(4)]);
});

describe('metadata', () => {
  const mask = new Bitmap();
  /** @type {[string, unknown, unknown][]} */
  const taken = [
    ['none', undefined, undefined],
    ['null', null, { blurred: undefined, mask: undefined }],
    ['a function', () => {}, { blurred: undefined, mask: undefined }],
    ['blur', { backgroundBlur: { enabled: true } }, { blurred: true, mask: undefined }],
    [
      'what counts as false',
      { backgroundBlur: { enabled: 0 } },
      { blurred: false, mask: undefined },
    ],
    ['a mask', { backgroundSegmentationMask: mask }, { blurred: undefined, mask }],
  ];
  for (const [name, metadata, expected] of taken) {
    test(name, () => assert.deepEqual(read({ metadata }).init.metadata, expected));
  }

  const place = "Failed to construct 'VideoFrame': Failed to read the 'metadata' property from ";
  const blur = "Failed to read the 'backgroundBlur' property from 'VideoFrameMetadata': ";
  test('that is no dictionary', () => {
    const message = "The provided value is not of type 'VideoFrameMetadata'.";
    assert.throws(() => read({ metadata: 5 }), {
      name: 'TypeError',
      message: `${place}'VideoFrameInit': ${message}`,
    });
    assert.throws(() => read({ metadata: 5 }, BUFFER_MEMBERS), {
      name: 'TypeError',
      message: `${place}'VideoFrameBufferInit': ${message}`,
    });
  });

  test('with blur that says nothing', () => {
    const enabled = "Failed to read the 'enabled' property from 'MediaEffectInfo': ";
    assert.throws(() => read({ metadata: { backgroundBlur: {} } }), {
      name: 'TypeError',
      message: `${place}'VideoFrameInit': ${blur}${enabled}Required member is undefined.`,
    });
  });

  test('with a mask that is no bitmap', () => {
    const named = "Failed to read the 'backgroundSegmentationMask' property from ";
    const message = "'VideoFrameMetadata': Failed to convert value to 'ImageBitmap'.";
    assert.throws(() => read({ metadata: { backgroundSegmentationMask: null } }), {
      name: 'TypeError',
      message: `${place}'VideoFrameInit': ${named}${message}`,
    });
  });
});
