import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isShown, shownBy, worstOf } from '../../extension/src/shared/shown.js';

/** @typedef {import('../../extension/src/shared/messages.js').CameraStatus} Camera */

/**
 * @param {Camera['effect']} effect
 * @param {boolean} [paused]
 * @returns {Camera}
 */
function camera(effect, paused = false) {
  const figures = { frame_rate: 30, latency_ms: 0, load: [] };
  return { effect, paused, mask: false, blurred_natively: false, ...figures };
}

test('each state of one camera, with the server and without', () => {
  /** @type {[Camera['effect'], string, string][]} */
  const expected = [
    ['raw', 'off', 'no-server'],
    ['arming', 'off', 'no-server'],
    ['concealed', 'concealed', 'no-server'],
    ['composed', 'on', 'on'],
  ];
  for (const [effect, up, down] of expected) {
    assert.equal(shownBy([camera(effect)], true), up, effect);
    assert.equal(shownBy([camera(effect)], false), down, effect);
    assert.equal(shownBy([camera(effect, true)], false), 'none', 'paused: black');
  }
  assert.equal(shownBy([], true), 'none');
});

test('the least hidden camera counts, whatever hides the others', () => {
  const all = [camera('composed'), camera('concealed'), camera('raw'), camera('raw', true)];
  assert.equal(shownBy(all, true), 'off');
  assert.equal(shownBy(all.slice(0, 2), true), 'concealed');
});

test('of several documents the worst counts', () => {
  assert.equal(worstOf([]), 'none');
  assert.equal(worstOf(['none', 'on']), 'on');
  assert.equal(worstOf(['off', 'on', 'concealed']), 'off');
  assert.equal(worstOf(['on', 'no-server', 'concealed']), 'no-server');
});

test('a document can say nothing else', () => {
  assert.ok(isShown('concealed'));
  for (const value of ['', 'shown', 1, null, undefined]) assert.ok(!isShown(value));
});
