import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  CameraFailure,
  describeFailure,
  describeRefusal,
} from '../../server/camveil/demo_page/notices.js';

test('each way of having no picture has a title of its own', () => {
  const errors = [
    new DOMException('', 'NotAllowedError'),
    new DOMException('', 'NotFoundError'),
    new DOMException('', 'NotReadableError'),
    new CameraFailure('CameraGone'),
    new CameraFailure('InsecurePage'),
    new CameraFailure('NoFrameAccess'),
    new TypeError('odd'),
  ];
  const titles = errors.map((error) => describeFailure(error).title);
  assert.equal(new Set(titles).size, errors.length);
});

test('an unknown failure says what the browser said', () => {
  assert.equal(describeFailure(new TypeError('the lens is foggy')).text, 'the lens is foggy');
  assert.equal(describeFailure(new DOMException('', 'AbortError')).text, 'AbortError');
  assert.equal(describeFailure('foggy').text, 'foggy');
  const inherited = new Error('odd');
  inherited.name = 'constructor';
  assert.equal(describeFailure(inherited).text, 'odd');
});

test('a refusal says that nothing changed, and why', () => {
  assert.match(describeRefusal(new DOMException('', 'OperationError')), /^Not changed: no frame/);
  const over = Object.assign(new Error(''), { name: 'OverconstrainedError' });
  assert.match(describeRefusal(over), /^Not changed: the camera does not allow/);
  assert.equal(describeRefusal(new Error('too hot')), 'Not changed: too hot');
});
