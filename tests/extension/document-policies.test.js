import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  allowedIn,
  DocumentPolicies,
  knownOf,
} from '../../extension/src/worker/document-policies.js';

const URL = 'https://app.example/call?id=1';
const FRAME = { tabId: 7, frameId: 0 };
const DOCUMENT = { url: URL, since_ms: 1000 };
const ANY = { data: true, page: true };
const NONE = { data: false, page: false };

class Storage {
  /** @type {Record<string, unknown>} */
  stored = {};

  /** @param {string | null} name */
  async get(name) {
    return name === null ? { ...this.stored } : { [name]: this.stored[name] };
  }

  /** @param {Record<string, unknown>} items */
  async set(items) {
    Object.assign(this.stored, items);
  }

  /** @param {string | string[]} names */
  async remove(names) {
    for (const name of [names].flat()) delete this.stored[name];
  }
}

/** @param {Record<string, string>} [headers] */
function response(headers = {}, more = {}) {
  const responseHeaders = Object.entries(headers).map(([name, value]) => ({ name, value }));
  return /** @type {chrome.webRequest.OnResponseStartedDetails} */ (
    /** @type {unknown} */ ({
      ...FRAME,
      url: URL,
      timeStamp: 1500,
      statusCode: 200,
      responseHeaders,
      ...more,
    })
  );
}

function begin() {
  const storage = new Storage();
  return { storage, policies: new DocumentPolicies(/** @type {any} */ (storage)) };
}

test('every header with a policy counts, whatever its case', () => {
  assert.ok(knownOf(response({ 'content-type': 'text/html' })));
  assert.ok(knownOf(response({ 'Content-Security-Policy': 'worker-src data:' })));
  for (const name of [
    'Content-Security-Policy',
    'content-security-policy',
    'CONTENT-SECURITY-POLICY-REPORT-ONLY',
  ]) {
    assert.equal(knownOf(response({ [name]: "default-src 'self'" })), null, name);
  }
});

test('what nobody can read allows nothing', () => {
  const responseHeaders = [{ name: 'Content-Security-Policy', binaryValue: new ArrayBuffer(1) }];
  assert.equal(knownOf(response({}, { responseHeaders })), null);
});

test('an answer that brings no document says nothing of any', () => {
  assert.equal(knownOf(response({}, { statusCode: 204 })), null);
  assert.equal(knownOf(response({ 'Content-Disposition': 'attachment' })), null);
});

test('a policy for the document that comes from its embedder is not known', () => {
  assert.equal(knownOf(response({ 'Allow-CSP-From': '*' })), null);
});

test('a page’s worker would have more from its document than a worker from a data: URL', () => {
  const workers = (/** @type {Record<string, string>} */ headers) =>
    knownOf(response(headers))?.workers;
  assert.deepEqual(workers({ 'content-type': 'text/html' }), ANY);
  assert.deepEqual(workers({ 'Content-Security-Policy': "frame-ancestors 'self'" }), ANY);
  for (const headers of [
    { 'Content-Security-Policy': "connect-src 'self'" },
    { 'Content-Security-Policy-Report-Only': "require-trusted-types-for 'script'" },
    { 'Cross-Origin-Embedder-Policy': 'require-corp' },
    { 'document-isolation-policy': 'isolate-and-credentialless' },
    { 'Integrity-Policy': 'blocked-destinations=(script)' },
  ]) {
    assert.deepEqual(workers(headers), { data: true, page: false }, JSON.stringify(headers));
  }
});

test('only the document whose headers came is the one that is known', () => {
  const known = knownOf(response({}, { url: `${URL}#top` }));
  assert.deepEqual(allowedIn(known, DOCUMENT), ANY);
  assert.deepEqual(allowedIn(known, { ...DOCUMENT, url: `${URL}#else` }), ANY);
  assert.deepEqual(allowedIn(known, { ...DOCUMENT, url: 'https://app.example/other' }), NONE);
  // The headers came before this document was begun: they are an earlier one's.
  assert.deepEqual(allowedIn(known, { ...DOCUMENT, since_ms: 1501 }), NONE);
  for (const junk of [undefined, null, {}, 'yes'])
    assert.deepEqual(allowedIn(junk, DOCUMENT), NONE);
});

test('each frame has its own, and the newest counts', async () => {
  const { policies } = begin();
  await policies.learn(response());
  await policies.learn(response({}, { frameId: 3, url: 'https://ads.example/' }));
  assert.deepEqual(await policies.allow(FRAME, DOCUMENT), ANY);
  assert.deepEqual(await policies.allow({ ...FRAME, frameId: 3 }, DOCUMENT), NONE);
  assert.deepEqual(await policies.allow({ ...FRAME, tabId: 70 }, DOCUMENT), NONE);
  await policies.learn(response({ 'Content-Security-Policy': "worker-src 'none'" }));
  assert.deepEqual(await policies.allow(FRAME, DOCUMENT), NONE);
});

test('a document that asks while its headers are being learned waits for them', async () => {
  const { policies } = begin();
  void policies.learn(response());
  assert.deepEqual(await policies.allow(FRAME, DOCUMENT), ANY);
});

test('nothing is kept of a tab that is closed, nor of frames whose page has gone', async () => {
  const { storage, policies } = begin();
  await policies.learn(response({}, { tabId: 70 }));
  await policies.learn(response({}, { frameId: 3 }));
  await policies.learn(response());
  assert.deepEqual(Object.keys(storage.stored), ['document:70:0', 'document:7:0']);
  await policies.forgetTab(7);
  assert.deepEqual(Object.keys(storage.stored), ['document:70:0']);
});

test('a page of very many frames leaves room for others', async () => {
  const { storage, policies } = begin();
  await policies.learn(response());
  for (let frameId = 1; frameId <= 300; frameId += 1) {
    await policies.learn(response({}, { frameId }));
  }
  assert.ok(Object.keys(await storage.get(null)).length <= 202);
  for (const frameId of [0, 300]) {
    assert.deepEqual(await policies.allow({ ...FRAME, frameId }, DOCUMENT), ANY);
  }
});

test('no address of a page is kept', async () => {
  const { storage, policies } = begin();
  await policies.learn(response());
  assert.deepEqual(await policies.allow(FRAME, { ...DOCUMENT, url: `${URL}#else` }), ANY);
  assert.doesNotMatch(JSON.stringify(storage.stored), /app\.example|call/);
});
