import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ServerError } from '../../extension/src/shared/server-client.js';
import { BackgroundSender } from '../../extension/src/worker/background-sender.js';

const BEACH = new Blob(['beach'], { type: 'image/png' });

/** @param {(blob: Blob) => Promise<unknown>} send */
function makeSender(send) {
  /** @type {Blob[]} */
  const sent = [];
  const sender = new BackgroundSender({
    find: async (id) => (id === 'beach' ? BEACH : null),
    send: async (blob) => {
      sent.push(blob);
      await send(blob);
    },
  });
  return { sender, sent };
}

test('a background is sent once for all who want it at a time, and again later', async () => {
  const { sender, sent } = makeSender(async () => {});
  const replies = await Promise.all(['beach', 'beach', 'beach'].map((id) => sender.send(id)));
  assert.deepEqual(replies, Array(3).fill({ ok: true, value: null }));
  assert.deepEqual(sent, [BEACH]);
  await sender.send('beach');
  assert.equal(sent.length, 2);
});

test('what is not there is said, and nothing is sent', async () => {
  const { sender, sent } = makeSender(async () => {});
  const reply = await sender.send('other');
  assert.ok(!reply.ok && reply.code === 'background-refused' && reply.reason?.code === 'gone');
  assert.deepEqual(sent, []);
});

test('what the server says of it is told, and the next one may try again', async () => {
  let fails = true;
  const { sender } = makeSender(async () => {
    if (fails) throw new ServerError('server-unreachable', 'not-running', 'gone');
  });
  assert.deepEqual(await sender.send('beach'), {
    ok: false,
    code: 'server-unreachable',
    message: 'gone',
    reason: null,
  });
  fails = false;
  assert.deepEqual(await sender.send('beach'), { ok: true, value: null });
});
