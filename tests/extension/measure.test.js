import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { calibrate, classify, frameHash, lumaOf, measure } from '../browser/pages/measure.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PYTHON = process.env.PYTHON ?? join(ROOT, '.venv/bin/python');

/**
 * @typedef {object} Sample
 * @property {string} name
 * @property {number} width
 * @property {number} height
 * @property {import('../browser/pages/measure.js').Measures} measures
 * @property {string} verdict
 */

/**
 * As much of a VideoFrame as the measures use.
 * @param {'I420' | 'NV12' | 'RGBA'} format
 * @param {Uint8Array} planes
 * @param {number} width
 * @param {number} height
 */
function fakeFrame(format, planes, width, height) {
  return /** @type {VideoFrame} */ (
    /** @type {unknown} */ ({
      format,
      visibleRect: { x: 0, y: 0, width, height },
      allocationSize: () => planes.length,
      copyTo: async (/** @type {Uint8Array} */ target) => target.set(planes),
    })
  );
}

describe('the measures agree with Python', () => {
  /** @type {string} */
  let folder;
  /** @type {import('../browser/pages/measure.js').Geometry} */
  let geometry;
  /** @type {{number: number, i420_sha256: string, samples: Sample[]}} */
  let expected;
  /** @type {Uint8Array} */
  let planes;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'camera-samples-'));
    execFileSync(PYTHON, ['-m', 'tests.camera.samples', folder], { cwd: ROOT });
    geometry = JSON.parse(readFileSync(join(folder, 'camera.json'), 'utf8'));
    expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
    planes = new Uint8Array(readFileSync(join(folder, 'raw.i420')));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** @param {Sample} sample */
  const measured = ({ name, width, height }) =>
    measure(
      { luma: new Uint8Array(readFileSync(join(folder, `${name}.luma`))), width, height },
      geometry,
    );
  /** @param {string} name */
  const sampleOf = (name) =>
    /** @type {Sample} */ (expected.samples.find((sample) => sample.name === name));

  test('on every sample, to the last digit', () => {
    assert.deepEqual(
      expected.samples.map((sample) => measured(sample)),
      expected.samples.map((sample) => sample.measures),
    );
  });

  test('and so do the verdicts', () => {
    const reference = calibrate(measured(sampleOf('raw')));
    assert.deepEqual(
      expected.samples.map((sample) => [sample.name, classify(measured(sample), reference)]),
      [
        ['raw', 'raw'],
        ['half', 'raw'],
        ['composed', 'composed'],
        ['concealed', 'concealed'],
        ['black', 'black'],
      ],
    );
    assert.deepEqual(
      expected.samples.map((sample) => sample.verdict),
      ['raw', 'raw', 'composed', 'concealed', 'black'],
    );
  });

  test('only a raw frame calibrates', () => {
    for (const name of ['composed', 'concealed', 'black']) {
      assert.throws(() => calibrate(measured(sampleOf(name))), /not a raw frame/);
    }
  });

  test('the luma of a frame is its first plane', async () => {
    const { width, height } = geometry;
    const picture = await lumaOf(fakeFrame('I420', planes, width, height));
    assert.deepEqual(measure(picture, geometry), sampleOf('raw').measures);
  });

  test('the hash of a frame is the hash of its planes, however they lie', async () => {
    const { width, height } = geometry;
    assert.equal(await frameHash(fakeFrame('I420', planes, width, height)), expected.i420_sha256);

    const interleaved = planes.slice();
    const chroma = width * height;
    const half = chroma / 4;
    for (let at = 0; at < half; at++) {
      interleaved.set(
        [planes[chroma + at] ?? NaN, planes[chroma + half + at] ?? NaN],
        chroma + 2 * at,
      );
    }
    assert.equal(
      await frameHash(fakeFrame('NV12', interleaved, width, height)),
      expected.i420_sha256,
    );
  });

  test('one changed sample changes the hash', async () => {
    const changed = planes.slice();
    changed[planes.length - 1] = (planes[planes.length - 1] ?? 0) ^ 1;
    const { width, height } = geometry;
    assert.notEqual(
      await frameHash(fakeFrame('I420', changed, width, height)),
      expected.i420_sha256,
    );
  });
});

test('a frame without I420 planes has no hash', async () => {
  const frame = fakeFrame('RGBA', new Uint8Array(16), 2, 2);
  await assert.rejects(frameHash(frame), TypeError);
});

describe('verdicts by share of the raw frame', () => {
  const reference = { background: 90, person: 20 };
  for (const [background, person, verdict] of /** @type {[number, number, string][]} */ ([
    [1, 1, 'raw'],
    [0.3, 0, 'raw'],
    [0.2, 1, 'unknown'],
    [0.02, 0.9, 'composed'],
    [0.02, 0.4, 'unknown'],
    [0.02, 0.05, 'concealed'],
  ])) {
    test(`${background} of the background and ${person} of the person: ${verdict}`, () => {
      const measures = {
        number: 3,
        background: background * reference.background,
        person: person * reference.person,
        black: false,
      };
      assert.equal(classify(measures, reference), verdict);
    });
  }
});
