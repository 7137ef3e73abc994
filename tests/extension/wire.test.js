import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';

import {
  FLAG_COMPOSED,
  FLAG_MASK,
  FRAME_RESULT_FIELDS,
  FRAME_RESULT_HEADER_BYTES,
  FRAME_RESULT_LAYOUT,
  messageFields,
} from '../../extension/src/shared/protocol.js';
import { decodeFrameResult, decodeMessage } from '../../extension/src/shared/wire.js';

const SAMPLES = new URL('../../server/protocol/samples/', import.meta.url);

/** @param {string} folder */
function samples(folder) {
  const here = new URL(`${folder}/`, SAMPLES);
  return readdirSync(here)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ name, text: readFileSync(new URL(name, here), 'utf8') }));
}

describe('the golden samples', () => {
  test('each good one is accepted as it is', () => {
    for (const { name, text } of samples('good')) {
      assert.deepEqual(decodeMessage(text), JSON.parse(text), name);
    }
  });

  test('there is a good one of every message', () => {
    const types = new Set(samples('good').map(({ text }) => JSON.parse(text).type));
    assert.deepEqual([...types].sort(), Object.keys(messageFields()).sort());
  });

  test('each bad one is refused', () => {
    const bad = samples('bad');
    assert.ok(bad.length >= 20);
    for (const { name, text } of bad) assert.equal(decodeMessage(text), null, name);
  });

  test('each frame result is read', () => {
    const results = samples('frame-result');
    assert.ok(results.length >= 3);
    for (const { name, text } of results) {
      const { hex, header, mask_hex } = JSON.parse(text);
      const result = decodeFrameResult(bytes(hex));
      assert.ok(result, name);
      const { maskPng, composed, ...rest } = result;
      const { epoch, revision, pts_90khz, flags } = header;
      assert.deepEqual(rest, { epoch, revision, pts_90khz }, name);
      assert.equal(composed, (flags & FLAG_COMPOSED) !== 0, name);
      assert.equal(Buffer.from(maskPng ?? []).toString('hex'), mask_hex, name);
    }
  });
});

/** @param {string} hex */
function bytes(hex) {
  return Uint8Array.from(Buffer.from(hex, 'hex')).buffer;
}

test('what is no JSON text of an object is no message', () => {
  const close = { type: 'closeSession' };
  for (const value of [
    undefined,
    null,
    close,
    new ArrayBuffer(8),
    [JSON.stringify(close)],
    '',
    '{',
    'null',
    '5',
    '"closeSession"',
    '[]',
    '[{"type":"closeSession"}]',
    '{}',
  ]) {
    assert.equal(decodeMessage(value), null, inspect(value));
  }
  assert.deepEqual(decodeMessage(JSON.stringify(close)), close);
});

test('names that every object has are neither messages nor fields nor codes', () => {
  for (const name of ['toString', '__proto__', 'constructor', 'hasOwnProperty']) {
    assert.equal(decodeMessage(`{"type": "${name}"}`), null);
    assert.equal(decodeMessage(`{"type": "closeSession", "${name}": 1}`), null);
    const failure = { code: name, message: '', reason: '', parts: [], protocol_version: 1 };
    assert.equal(decodeMessage(JSON.stringify({ type: 'failure', ...failure })), null);
  }
  // As many fields as there should be, one of them under a name that is inherited.
  assert.equal(decodeMessage('{"type": "uplinkAnchored", "__proto__": {"epoch": 1}}'), null);
});

test('numbers that JSON can say and the protocol cannot are refused', () => {
  const health = samples('good').find(({ name }) => name === 'health.json')?.text ?? '';
  assert.ok(decodeMessage(health));
  for (const number of ['1e999', '-1e999', '-0.001', '"1"', 'null', 'true']) {
    const text = health.replace(/"frame_rate": *[\d.]+/, `"frame_rate": ${number}`);
    assert.notEqual(text, health);
    assert.equal(decodeMessage(text), null, number);
  }
});

describe('a frame result', () => {
  /**
   * @param {Record<string, number>} header
   * @param {number[]} [png]
   */
  function encode(header, png = []) {
    const data = new ArrayBuffer(28 + png.length);
    const view = new DataView(data);
    view.setUint8(0, header.layout ?? 1);
    view.setUint8(1, header.flags ?? 0);
    view.setUint16(2, header.epoch ?? 0, true);
    view.setUint32(4, header.revision ?? 0, true);
    view.setUint32(8, header.pts_90khz ?? 0, true);
    for (const offset of [12, 16, 20, 24]) view.setUint32(offset, 0xdeadbeef, true);
    new Uint8Array(data, 28).set(png);
    return data;
  }

  test('has the layout that these tests write', () => {
    assert.deepEqual(FRAME_RESULT_FIELDS.map(({ name, offset }) => [name, offset]).slice(0, 5), [
      ['layout', 0],
      ['flags', 1],
      ['epoch', 2],
      ['revision', 4],
      ['pts_90khz', 8],
    ]);
    assert.equal(FRAME_RESULT_HEADER_BYTES, 28);
    assert.deepEqual([FRAME_RESULT_LAYOUT, FLAG_COMPOSED, FLAG_MASK], [1, 1, 2]);
  });

  test('is read, smallest and largest numbers included', () => {
    for (const [epoch, revision, pts_90khz] of /** @type {const} */ ([
      [0, 0, 0],
      [1, 2, 3],
      [0xffff, 0xffffffff, 0xffffffff],
      [0x0102, 0x01020304, 0x8090a0b0],
    ])) {
      assert.deepEqual(decodeFrameResult(encode({ flags: 1, epoch, revision, pts_90khz })), {
        epoch,
        revision,
        pts_90khz,
        composed: true,
        maskPng: null,
      });
    }
  });

  test('says by its flags what belongs to it', () => {
    const png = [137, 80, 78, 71];
    const read = (/** @type {number} */ flags, /** @type {number[]} */ rest) => {
      const result = decodeFrameResult(encode({ flags }, rest));
      return [result?.composed, result?.maskPng && [...result.maskPng]];
    };
    assert.deepEqual(read(0, []), [false, null]);
    assert.deepEqual(read(1, []), [true, null]);
    assert.deepEqual(read(2, png), [false, png]);
    assert.deepEqual(read(3, png), [true, png]);
    assert.deepEqual(read(1, png), [true, null], 'no mask was promised');
    assert.deepEqual(read(2, []), [false, null], 'the promised mask is missing');
    assert.deepEqual(read(0xfc, png), [false, null], 'bits of a later version');
  });

  test('of another layout, or too short, is none', () => {
    assert.equal(decodeFrameResult(encode({ layout: 0 })), null);
    assert.equal(decodeFrameResult(encode({ layout: 2 })), null);
    assert.equal(decodeFrameResult(new ArrayBuffer(0)), null);
    assert.equal(decodeFrameResult(encode({}).slice(0, 27)), null);
    assert.ok(decodeFrameResult(encode({})));
  });
});
