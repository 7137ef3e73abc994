import assert from 'node:assert/strict';
import { test } from 'node:test';

import { TabDocuments } from '../../extension/src/popup/tab-documents.js';

/** @typedef {import('../../extension/src/shared/messages.js').FrameStatus} FrameStatus */

const SITE = 'https://meet.example';
const OTHER = 'https://other.example';

/** @param {number} count */
function cameras(count) {
  const camera = { effect: /** @type {const} */ ('raw'), mask: false, paused: false };
  return Array.from({ length: count }, () => ({
    ...camera,
    frame_rate: 30,
    latency_ms: 40,
    load: [],
    blurred_natively: false,
  }));
}

/**
 * @param {string} document_id
 * @param {number} count of its cameras
 * @param {string} [origin]
 * @returns {FrameStatus}
 */
function status(document_id, count, origin = SITE) {
  const rest = { refusal: null, workers_alone: false, own_blur: '', left_alone: false };
  return { type: 'frameStatus', document_id, origin, cameras: cameras(count), ...rest };
}

/** @param {TabDocuments} documents */
function known({ script, origin, cameras }) {
  return [script, origin, cameras.length];
}

/** @param {FrameStatus[]} statuses that the first connection brought */
function reached(...statuses) {
  const documents = new TabDocuments();
  documents.connect();
  for (const one of statuses) documents.hear(one);
  return documents;
}

test('before the first answer nothing is known', () => {
  const documents = new TabDocuments();
  assert.deepEqual(known(documents), ['asking', '', 0]);
  documents.connect();
  assert.deepEqual(known(documents), ['asking', '', 0]);
});

test('the cameras of all documents count', () => {
  assert.deepEqual(known(reached(status('top', 1), status('frame', 2))), ['here', SITE, 3]);
});

test('one document with workers of its own is enough to tell of them', () => {
  assert.equal(reached(status('top', 1)).workersAlone, false);
  const alone = { ...status('frame', 0), workers_alone: true };
  assert.equal(reached(status('top', 1), alone).workersAlone, true);
  const left = { ...status('frame', 0), left_alone: true };
  assert.deepEqual([reached(status('top', 1)).leftAlone, reached(left).leftAlone], [false, true]);
  const own = { ...status('frame', 1), own_blur: 'MediaPipe' };
  assert.deepEqual([reached(status('top', 1)).ownBlur, reached(own).ownBlur], ['', 'MediaPipe']);
});

test('a document is known by its last status', () => {
  const documents = reached(status('top', 2), status('top', 1));
  assert.equal(documents.cameras.length, 1);
  documents.hear(status('top', 0));
  assert.deepEqual(known(documents), ['here', SITE, 0]);
});

test('a document that loads later is found by the next connection, and nothing flickers', () => {
  const documents = reached(status('top', 1));
  documents.connect();
  assert.deepEqual(known(documents), ['here', SITE, 1], 'old facts until there are new ones');
  documents.hear(status('late', 1));
  assert.equal(documents.cameras.length, 2, 'the other has yet to answer');
  documents.hear(status('top', 1));
  assert.equal(documents.cameras.length, 2);
});

test('a document that goes without a word is forgotten', () => {
  const documents = reached(status('top', 1), status('frame', 1));
  documents.connect();
  documents.hear(status('top', 1));
  documents.connect();
  documents.hear(status('top', 1));
  assert.equal(documents.cameras.length, 1);
});

test('a page too busy to answer is not forgotten', () => {
  const documents = reached(status('top', 1));
  for (let n = 0; n < 5; n++) documents.connect();
  assert.deepEqual(known(documents), ['here', SITE, 1]);
});

test('another site in the tab has nothing of the one before', () => {
  const documents = reached(status('top', 1), status('frame', 1));
  documents.connect();
  documents.hear(status('next', 0, OTHER));
  assert.deepEqual(known(documents), ['here', OTHER, 0]);
});

test('documents that go away: connect again at once, and their cameras are off', () => {
  const documents = reached(status('top', 1));
  assert.equal(documents.disconnect(), true);
  assert.deepEqual(known(documents), ['here', SITE, 0]);
  documents.connect();
  documents.hear(status('reloaded', 1));
  assert.deepEqual(known(documents), ['here', SITE, 1]);
});

test('a tab that refuses a connection is unreached, and is found once it answers', () => {
  const documents = new TabDocuments();
  for (let n = 0; n < 2; n++) {
    documents.connect();
    assert.equal(documents.disconnect(), false, 'not at once: it would refuse again');
    assert.deepEqual(known(documents), ['unreached', '', 0]);
  }
  documents.connect();
  assert.equal(documents.script, 'unreached');
  documents.hear(status('reloaded', 1));
  assert.deepEqual(known(documents), ['here', SITE, 1]);
});

test('where Camveil just was, the first refusal may be of a document that is only loading', () => {
  const documents = reached(status('top', 1));
  const scripts = [documents.disconnect() && documents.script];
  for (let n = 0; n < 2; n++) {
    documents.connect();
    documents.disconnect();
    scripts.push(documents.script);
  }
  assert.deepEqual(scripts, ['here', 'here', 'unreached']);
});
