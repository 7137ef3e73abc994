import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Badges } from '../../extension/src/worker/badges.js';

const MAIN = { tabId: 7, frameId: 0, documentId: 'a' };
const FRAME = { tabId: 7, frameId: 3, documentId: 'b' };

class Storage {
  /** @type {Record<string, unknown>} */
  stored = {};

  /** @param {string} name */
  async get(name) {
    return { [name]: this.stored[name] };
  }

  /** @param {Record<string, unknown>} items */
  async set(items) {
    Object.assign(this.stored, items);
  }

  /** @param {string} name */
  async remove(name) {
    delete this.stored[name];
  }
}

function begin(storage = new Storage()) {
  /** What the badge of each tab says. @type {Map<number, string>} */
  const texts = new Map();
  /** @type {Map<number, string>} */
  const titles = new Map();
  const action = {
    setBadgeText: async (/** @type {any} */ { tabId, text }) => texts.set(tabId, text),
    setTitle: async (/** @type {any} */ { tabId, title }) => titles.set(tabId, title),
    setBadgeBackgroundColor: async () => {},
  };
  const translate = async () => (/** @type {string} */ key) => key;
  const badges = new Badges(
    /** @type {any} */ (storage),
    /** @type {any} */ (action),
    /** @type {any} */ (translate),
  );
  return { storage, badges, texts, titles, action };
}

test('a badge says what the tab shows, until it shows nothing', async () => {
  const { badges, texts, titles } = begin();
  await badges.hear(MAIN, 'on');
  assert.deepEqual([texts.get(7), titles.get(7)], ['badgeOn', 'Camveil: headlineComposed']);
  await badges.hear(MAIN, 'none');
  assert.deepEqual([texts.get(7), titles.get(7)], ['', 'Camveil']);
});

test('of several documents the worst counts, as long as it is there', async () => {
  const { badges, texts } = begin();
  await Promise.all([badges.hear(MAIN, 'off'), badges.hear(FRAME, 'on')]);
  assert.equal(texts.get(7), 'badgeOff');
  await badges.hear(MAIN, 'none');
  assert.equal(texts.get(7), 'badgeOn');
});

test('tabs have nothing to do with each other', async () => {
  const { badges, texts } = begin();
  await badges.hear(MAIN, 'off');
  await badges.hear({ ...MAIN, tabId: 8 }, 'on');
  assert.deepEqual(
    [...texts],
    Object.entries({ 7: 'badgeOff', 8: 'badgeOn' }).map(([tab, text]) => [Number(tab), text]),
  );
});

test('a service worker that was dead in between knows what was said', async () => {
  const { storage, badges } = begin();
  await badges.hear(MAIN, 'off');
  const again = begin(storage);
  await again.badges.hear(FRAME, 'on');
  assert.equal(again.texts.get(7), 'badgeOff');
});

test('a document that goes says nothing of the one that came in its place', async () => {
  const { badges, texts } = begin();
  await badges.hear(MAIN, 'off');
  await badges.hear({ ...MAIN, documentId: 'next' }, 'on');
  await badges.hear(MAIN, 'none');
  assert.equal(texts.get(7), 'badgeOn');
});

test('what is forgotten of a tab leaves nothing behind', async () => {
  const { storage, badges } = begin();
  await badges.hear(MAIN, 'off');
  await badges.forget(7);
  assert.deepEqual(storage.stored, {});
});

test('a tab that is closed meanwhile is no error, and keeps no other waiting', async () => {
  const { badges, texts, action } = begin();
  const { setTitle } = action;
  action.setTitle = async () => {
    throw new Error('No tab with id: 7.');
  };
  await badges.hear(MAIN, 'off');
  action.setTitle = setTitle;
  await badges.hear({ ...MAIN, tabId: 8 }, 'on');
  assert.equal(texts.get(8), 'badgeOn');
});
