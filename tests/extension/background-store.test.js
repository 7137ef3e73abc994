import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { beforeEach, test } from 'node:test';

import '../../extension/node_modules/fake-indexeddb/auto/index.mjs';

import {
  addBackground,
  backgroundOf,
  listBackgrounds,
  problemOf,
  removeBackground,
  reorderBackgrounds,
} from '../../extension/src/shared/background-store.js';
import { MAX_IMAGE_BYTES, MAX_VIDEO_BYTES } from '../../extension/src/shared/protocol.js';
import { storedServer, storeServer } from '../../extension/src/shared/server-store.js';

const THERE = { address: 'https://camveil.example:8793', token: 'secret' };
const thumbnail = new Blob(['small'], { type: 'image/webp' });

/**
 * @param {string} bytes
 * @param {string} type
 */
const picture = (bytes, type = 'image/png') => ({
  name: `named ${bytes}`,
  blob: new Blob([bytes], { type }),
  thumbnail,
});
const names = async () => (await listBackgrounds()).map(({ name }) => name);

beforeEach(async () => {
  await new Promise((resolve) => {
    indexedDB.deleteDatabase('camveil').onsuccess = resolve;
  });
});

test('a background is stored as it is, under what its bytes hash to', async () => {
  assert.deepEqual(await listBackgrounds(), []);
  const added = await addBackground(picture('beach', 'video/mp4'));
  assert.equal(added.id, createHash('sha256').update('beach').digest('hex'));
  const stored = await backgroundOf(added.id);
  assert.deepEqual(Object.keys(stored ?? {}).sort(), ['blob', 'id', 'name', 'thumbnail', 'type']);
  assert.equal(stored?.type, 'video/mp4');
  assert.equal(await stored?.blob.text(), 'beach');
  assert.equal(await stored?.thumbnail.text(), 'small');
  assert.equal(await backgroundOf('00'), null);
});

test('they come in the order of adding, and in another that the person gives them', async () => {
  for (const bytes of ['a', 'b', 'c', 'd']) await addBackground(picture(bytes));
  assert.deepEqual(await names(), ['named a', 'named b', 'named c', 'named d']);
  const [a, b, c] = (await listBackgrounds()).map(({ id }) => id);
  assert.ok(a && b && c);
  await reorderBackgrounds([c, a, 'unknown']);
  assert.deepEqual(await names(), ['named c', 'named a', 'named b', 'named d']);
  await removeBackground(a);
  await removeBackground('unknown');
  await addBackground(picture('e'));
  assert.deepEqual(await names(), ['named c', 'named b', 'named d', 'named e']);
});

test('the same bytes are one background, which keeps its place and has the new name', async () => {
  for (const bytes of ['a', 'b']) await addBackground(picture(bytes));
  await addBackground({ ...picture('a'), name: 'again' });
  assert.deepEqual(await names(), ['again', 'named b']);
});

test('what the server would not read is refused, and nothing is stored', async () => {
  const sized = (/** @type {string} */ type, /** @type {number} */ size) =>
    /** @type {Blob} */ ({ type, size });
  assert.equal(problemOf(sized('image/jpeg', MAX_IMAGE_BYTES)), null);
  assert.equal(problemOf(sized('video/webm', MAX_VIDEO_BYTES)), null);
  assert.equal(problemOf(sized('image/jpeg', MAX_IMAGE_BYTES + 1)), 'too-large');
  assert.equal(problemOf(sized('video/webm', MAX_VIDEO_BYTES + 1)), 'too-large');
  await assert.rejects(addBackground(picture('x', 'text/html')), /other-type/);
  await assert.rejects(addBackground(picture('')), /empty/);
  assert.deepEqual(await listBackgrounds(), []);
});

test('a database from before there were backgrounds keeps its server', async () => {
  await new Promise((resolve, reject) => {
    const request = indexedDB.open('camveil', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('server').put(THERE, 'chosen');
    };
    request.onsuccess = () => {
      request.result.close();
      resolve(null);
    };
    request.onerror = reject;
  });
  assert.deepEqual(await storedServer(), THERE);
  await addBackground(picture('a'));
  assert.deepEqual(await names(), ['named a']);
});

test('the server and its token are stored in one piece; without any it is this machine', async () => {
  assert.deepEqual(await storedServer(), { address: 'http://127.0.0.1:8793', token: null });
  await storeServer(THERE);
  assert.deepEqual(await storedServer(), THERE);
});
