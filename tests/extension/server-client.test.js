import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, test } from 'node:test';

import {
  changeSettings,
  health,
  openSession,
  ServerError,
  storeBackground,
} from '../../extension/src/shared/server-client.js';

const SAMPLES = new URL('../../server/protocol/samples/good/', import.meta.url);
const TOKEN = 'mU0n3kT8wq1Zr5sVx7Yb2Cd4Ef6Gh9JkLmNpQrStUvW';
const HERE = { address: 'http://127.0.0.1:8793', token: null };
const THERE = { address: 'https://camveil.example:8793', token: TOKEN };
const { fetch } = globalThis;

/** @param {string} name */
const sample = (name) => readFileSync(new URL(`${name}.json`, SAMPLES), 'utf8');

/**
 * Answers everything with this text, or not at all.
 * @param {string | null} text
 * @returns {Request[]} what was asked
 */
function serve(text) {
  /** @type {Request[]} */
  const asked = [];
  globalThis.fetch = async (url, init) => {
    asked.push(new Request(url, init));
    if (text === null) throw new TypeError('Failed to fetch');
    return new Response(text);
  };
  return asked;
}
afterEach(() => {
  globalThis.fetch = fetch;
});

/**
 * @param {Promise<unknown>} asking
 * @returns {Promise<ServerError>}
 */
async function failure(asking) {
  try {
    await asking;
  } catch (error) {
    assert.ok(error instanceof ServerError);
    return error;
  }
  assert.fail('it did not fail');
}

/** @param {import('../../extension/src/shared/server-store.js').StoredServer} server */
async function opening(server) {
  const asked = serve(sample('session-opened'));
  await openSession(server, 7, 'v=0');
  assert.equal(asked[0]?.headers.get('Content-Type'), 'application/json');
  assert.deepEqual(await asked[0]?.clone().json(), {
    type: 'openSession',
    protocol_version: 1,
    tab: 7,
    sdp: 'v=0',
  });
  return asked;
}

test('a request goes to the stored address, with its token and nothing that is kept', async () => {
  for (const [server, authorization] of /** @type {const} */ ([
    [HERE, null],
    [THERE, `Bearer ${TOKEN}`],
  ])) {
    const asked = serve(sample('health'));
    await health(server);
    asked.push(...(await opening(server)));
    assert.deepEqual(
      asked.map(({ method, url }) => [method, url]),
      [
        ['GET', `${server.address}/healthz`],
        ['POST', `${server.address}/sessions`],
      ],
    );
    for (const request of asked) {
      assert.equal(request.headers.get('Authorization'), authorization);
      assert.equal(request.credentials, 'omit');
      assert.equal(request.redirect, 'error');
    }
  }
});

test('a server that would refuse a session is not healthy for us', async () => {
  serve(JSON.stringify({ ...JSON.parse(sample('health')), paired: false }));
  const none = await failure(health(HERE));
  assert.equal(none.code, 'not-paired');
  assert.equal(none.problem, 'no-token');
  const wrong = await failure(health(THERE));
  assert.equal(wrong.code, 'not-paired');
  assert.equal(wrong.problem, 'wrong-token');
  assert.ok(!wrong.message.includes(TOKEN));
});

test('a refusal by the server is passed on, as the problem that it is for the person', async () => {
  const refusal = JSON.parse(sample('failure-not-paired'));
  for (const [code, problem] of /** @type {const} */ ([
    ['origin-refused', 'other-extension'],
    ['host-refused', 'other-name'],
    ['timeout', 'silent'],
    ['bad-message', 'refused'],
    ['too-many-sessions', 'refused'],
  ])) {
    serve(JSON.stringify({ ...refusal, code }));
    const refused = await failure(changeSettings(HERE, {}));
    assert.deepEqual([refused.code, refused.problem], [code, problem]);
    assert.deepEqual([refused.reason, refused.message], [null, refusal.message]);
  }
  serve(sample('failure-not-paired'));
  assert.equal((await failure(changeSettings(HERE, {}))).problem, 'no-token');
  assert.equal((await failure(openSession(THERE, 7, 'v=0'))).problem, 'wrong-token');
});

test('what is wrong with a server that does not answer depends on where it is', async () => {
  serve(null);
  assert.equal((await failure(health(HERE))).problem, 'not-running');
  assert.equal((await failure(health(THERE))).problem, 'nobody-there');
});

test('of two versions that do not fit, the older one is to be updated', async () => {
  for (const [protocol_version, problem] of /** @type {const} */ ([
    [0, 'old-server'],
    [1000, 'old-extension'],
  ])) {
    serve(JSON.stringify({ ...JSON.parse(sample('health')), protocol_version }));
    assert.equal((await failure(health(HERE))).problem, problem);
  }
});

test('a background goes as it is, with the token where there is one', async () => {
  const asked = serve(sample('background-stored'));
  const blob = new Blob(['picture'], { type: 'image/webp' });
  assert.equal(await storeBackground(THERE, blob), '9f'.repeat(32));
  const [request] = asked;
  assert.equal(request?.url, 'https://camveil.example:8793/backgrounds');
  assert.equal(request?.method, 'POST');
  assert.equal(request?.headers.get('Content-Type'), 'image/webp');
  assert.equal(request?.headers.get('Authorization'), `Bearer ${TOKEN}`);
  assert.equal(await request?.text(), 'picture');
});

test('why a choice is refused is what the server says', async () => {
  serve(sample('failure-background-refused'));
  const background = await failure(storeBackground(HERE, new Blob(['x'], { type: 'image/png' })));
  assert.equal(background.code, 'background-refused');
  assert.deepEqual(background.reason, { code: 'too-fast', parts: ['90', '61'] });
  serve(sample('failure-settings-refused'));
  const settings = await failure(changeSettings(HERE, { model: 'general' }));
  assert.equal(settings.code, 'settings-refused');
  assert.deepEqual(settings.reason, { code: 'overruled', parts: ['--model'] });
});

test('a choice is sent with nothing else, and what counts comes back', async () => {
  const asked = serve(sample('settings-in-force'));
  const settings = await changeSettings(THERE, { model: 'landscape' });
  assert.deepEqual(settings.models, ['pair', 'landscape', 'general', 'my-model']);
  const [request] = asked;
  assert.deepEqual(
    [request?.method, request?.url, request?.headers.get('Authorization')],
    ['POST', `${THERE.address}/settings`, `Bearer ${TOKEN}`],
  );
  assert.equal(request?.headers.get('Content-Type'), 'application/json');
  assert.deepEqual(await request?.json(), {
    type: 'changeSettings',
    protocol_version: 1,
    model: 'landscape',
    provider: '',
  });
});

test('another answer to a choice is of no server of ours', async () => {
  serve(sample('health'));
  assert.equal((await failure(changeSettings(HERE, {}))).problem, 'not-ours');
});
