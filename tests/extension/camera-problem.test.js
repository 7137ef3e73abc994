import assert from 'node:assert/strict';
import { test } from 'node:test';

import { problemOf } from '../../extension/src/preview/camera-problem.js';

/** @param {string} name */
const problem = (name) => problemOf(new DOMException('', name));

test('what the person can mend has words of its own', () => {
  assert.equal(problem('NotAllowedError'), 'previewDenied');
  assert.equal(problem('NotFoundError'), 'previewNone');
  assert.equal(problem('NotReadableError'), 'previewBusy');
});

test('of all else that the browser may answer the name is said', () => {
  for (const name of ['AbortError', 'SecurityError', 'InvalidStateError', 'constructor']) {
    assert.equal(problem(name), 'previewFailed', name);
  }
});

test('what is wrong with us is not taken for the camera', () => {
  assert.throws(() => problemOf(new TypeError('undefined is not a function')), TypeError);
});
