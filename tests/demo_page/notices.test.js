import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  CameraFailure,
  describeFailure,
  describeLoad,
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

test('what the effect takes is told in words', () => {
  const health = { model: null, asks_token: false, sessions: null, frame_rate: null };
  const stages_ms = { decode_wait_ms: null, segment_ms: null, composite_ms: null, encode_ms: null };
  const slow = { duration_ms: 41.52, dropped: 8, frame_rate: 30, period_ms: 1012 };
  const busy = { utilization: 91.2, period_ms: 1012 };
  const told = (/** @type {object} */ load) =>
    describeLoad({ ...health, stages_ms, slow: null, busy: null, ...load });
  assert.equal(told({}), '');
  assert.equal(
    told({ slow }),
    'The effect takes 41.5 ms of the 33.3 ms between two frames; 8 frames went without it in 1.0 s.',
  );
  assert.match(told({ slow: { ...slow, dropped: 1 } }), /; 1 frame went without it/);
  assert.equal(told({ busy }), 'It keeps a core busy for 91 % of the time.');
  assert.match(told({ slow, busy }), / in 1\.0 s\. It keeps a core busy/);
});
