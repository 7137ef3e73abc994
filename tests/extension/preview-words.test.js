import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { words } from '../../extension/src/preview/words.js';
import { translator } from '../../extension/src/shared/translate.js';

/** @typedef {import('../../extension/src/shared/messages.js').CameraStatus} CameraStatus */

const ENGLISH = new URL('../../extension/src/_locales/en/messages.json', import.meta.url);
const t = translator(JSON.parse(readFileSync(ENGLISH, 'utf8')));

/**
 * @param {CameraStatus['effect'] | null} effect of the camera; null while there is none
 * @param {Partial<Parameters<typeof words>[1]>} [some]
 */
function said(effect, some) {
  const usual = { mask: false, paused: false, load: [], blurred_natively: false };
  const latency_ms = effect === 'composed' ? 41.2 : 0;
  const cameras = effect === null ? [] : [{ effect, frame_rate: 29.6, latency_ms, ...usual }];
  const found = { cameras, serverUp: true, refusal: null, effect: /** @type {const} */ ('blur') };
  const { hidden, headline, figures } = words(t, { ...found, ...some });
  return [hidden, headline, figures];
}

test('before the camera is open there is nothing to tell', () => {
  assert.deepEqual(said(null), [false, 'One moment …', '']);
});

test('a hidden background, with its figures', () => {
  assert.deepEqual(said('composed'), [true, 'Background blurred', '30 fps · 41 ms']);
  assert.equal(said('composed', { effect: 'color' })[1], 'Background replaced');
});

test('a picture that is hidden as a whole is not called blurred, nor is one that is not hidden', () => {
  assert.deepEqual(said('concealed'), [false, 'Whole picture hidden', '30 fps']);
  const serverUp = false;
  assert.deepEqual(said('concealed', { serverUp }), [false, 'Whole picture hidden', 'No server']);
  assert.deepEqual(said('raw').slice(0, 2), [false, 'Background not blurred']);
});

test('the effect that stands in for the chosen one is named, and why', () => {
  const reason = { code: 'damaged', parts: [] };
  const refusal = { reason, instead: /** @type {const} */ ('portrait') };
  assert.deepEqual(said('composed', { effect: 'background', refusal }), [
    true,
    'Portrait blur',
    'The chosen background is not shown; what was chosen before is. The background is damaged. Choose another one.',
  ]);
});
