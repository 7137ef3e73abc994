import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';

import { asPageMessage, asWorkerRequest } from '../../extension/src/shared/messages.js';

const JUNK = [
  undefined,
  null,
  0,
  1n,
  'probe',
  true,
  [],
  ['probe'],
  {},
  () => {},
  { type: null },
  { type: ['probe'] },
  { type: 'toString' },
  { type: '__proto__' },
  { type: 'reply', id: 1, reply: { ok: true, value: null } },
  { type: 'policy', policy: 'alone' },
];

test('the worker is asked for two things and no other', () => {
  assert.deepEqual(asWorkerRequest({ type: 'probe' }), { type: 'probe' });
  assert.deepEqual(asWorkerRequest({ type: 'openSession', sdp: 'v=0' }), {
    type: 'openSession',
    sdp: 'v=0',
  });
  for (const value of [
    ...JUNK,
    { type: 'openSession' },
    { type: 'openSession', sdp: 5 },
    { type: 'openSession', sdp: ['v=0'] },
    { type: 'OpenSession', sdp: 'v=0' },
  ]) {
    assert.equal(asWorkerRequest(value), null, inspect(value));
  }
});

test('what a page adds to a request goes no further', () => {
  const added = { url: 'http://evil.example', headers: {}, tab: { id: 1 } };
  assert.deepEqual(asWorkerRequest({ type: 'probe', sdp: 'v=0', ...added }), { type: 'probe' });
  assert.deepEqual(asWorkerRequest({ type: 'openSession', sdp: 'v=0', ...added }), {
    type: 'openSession',
    sdp: 'v=0',
  });
  assert.deepEqual(
    asPageMessage({ type: 'request', id: 3, request: { type: 'probe', ...added }, ...added }),
    { type: 'request', id: 3, request: { type: 'probe' } },
  );
});

test('a page’s message is a request or its status, else nothing', () => {
  for (const value of [
    ...JUNK,
    { type: 'probe' },
    { type: 'request', id: '3', request: { type: 'probe' } },
    { type: 'request', request: { type: 'probe' } },
    { type: 'request', id: 3 },
    { type: 'request', id: 3, request: 'probe' },
    { type: 'request', id: 3, request: { type: 'policy' } },
    { type: 'request', id: 3, request: { type: 'request', id: 3, request: { type: 'probe' } } },
    { type: 'status' },
    { type: 'status', cameras: 'many' },
    { type: 'status', cameras: { length: 1e9 } },
  ]) {
    assert.equal(asPageMessage(value), null, inspect(value));
  }
});

test('a camera’s status is taken when it is one', () => {
  for (const effect of ['raw', 'arming', 'concealed', 'composed']) {
    const camera = { effect, mask: true, paused: true, frame_rate: 0.5, latency_ms: 41 };
    assert.deepEqual(asPageMessage({ type: 'status', cameras: [camera] }), {
      type: 'status',
      cameras: [camera],
    });
  }
  assert.deepEqual(asPageMessage({ type: 'status', cameras: [] }), { type: 'status', cameras: [] });
});

test('nonsense in a status becomes the plainest status, never a claim that anything is hidden', () => {
  const plain = { effect: 'raw', mask: false, paused: false, frame_rate: 0, latency_ms: 0 };
  const nonsense = [
    null,
    5,
    'composed',
    [],
    {},
    { effect: 'toString', mask: 1, paused: 1, frame_rate: 'fast', latency_ms: {} },
    { effect: ['composed'], mask: 'true', frame_rate: Number.NaN, latency_ms: undefined },
    { effect: '<img src=x onerror=alert(1)>', mask: {}, frame_rate: null, latency_ms: [1, 2] },
  ];
  const message = asPageMessage({ type: 'status', cameras: nonsense });
  assert.deepEqual(
    message,
    { type: 'status', cameras: nonsense.map(() => plain) },
    inspect(message, { depth: 4 }),
  );
});

test('a frame rate and a latency are amounts', () => {
  for (const number of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -30]) {
    const amounts = { frame_rate: number, latency_ms: number };
    const camera = { effect: 'raw', mask: false, paused: false, ...amounts };
    assert.deepEqual(
      asPageMessage({ type: 'status', cameras: [camera] }),
      { type: 'status', cameras: [{ ...camera, frame_rate: 0, latency_ms: 0 }] },
      `${number}`,
    );
  }
});

test('a page cannot fill the popup', () => {
  const cameras = Array.from({ length: 100_000 }, () => ({ effect: 'raw', extra: 'x' }));
  const message = asPageMessage({ type: 'status', cameras });
  assert.ok(message?.type === 'status');
  assert.equal(message.cameras.length, 16);
  assert.deepEqual(Object.keys(message.cameras[0] ?? {}), [
    'effect',
    'mask',
    'paused',
    'frame_rate',
    'latency_ms',
  ]);
});

test('what is passed on shares nothing with what came', () => {
  const camera = { effect: 'raw', mask: false, frame_rate: 1, latency_ms: 1 };
  const request = { type: 'openSession', sdp: 'v=0' };
  const status = asPageMessage({ type: 'status', cameras: [camera] });
  const asked = asPageMessage({ type: 'request', id: 1, request });
  camera.effect = 'composed';
  request.sdp = 'other';
  assert.ok(status?.type === 'status' && asked?.type === 'request');
  assert.equal(status.cameras[0]?.effect, 'raw');
  assert.deepEqual(asked.request, { type: 'openSession', sdp: 'v=0' });
});
