import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { BUNDLED_BACKGROUNDS } from '../../extension/src/shared/bundled-backgrounds.js';
import { LANGUAGES, languageOf, translator } from '../../extension/src/shared/translate.js';

const SOURCES = fileURLToPath(new URL('../../extension/src/', import.meta.url));
const FOLDERS = ['options', 'popup', 'preview', 'ui', 'welcome', 'worker'];

/** @param {string} path */
const read = (path) => readFileSync(join(SOURCES, path), 'utf8');

/** @param {string} language */
function messagesOf(language) {
  const file = read(`_locales/${language}/messages.json`);
  return /** @type {Record<string, {message: string}>} */ (JSON.parse(file));
}

/** All that may name a message, except the messages. */
const FILES = FOLDERS.flatMap((folder) =>
  readdirSync(join(SOURCES, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(js|html)$/.test(name))
    .map((name) => ({ name, text: read(`${folder}/${name}`) })),
).concat({ name: 'manifest.json', text: read('manifest.json') });
const IN_HTML = /\bdata-(?:text|label|title)="(\w+)"/g;
const IN_MANIFEST = /__MSG_(\w+)__/g;

const languages = Object.keys(LANGUAGES);
const english = messagesOf('en');

test('each file of messages is a language that can be chosen', () => {
  assert.deepEqual(readdirSync(join(SOURCES, '_locales')).sort(), languages.toSorted());
});

for (const language of languages) {
  test(`${language} has the messages of all languages, none of them empty, with the same parts`, () => {
    const messages = messagesOf(language);
    assert.deepEqual(Object.keys(messages), Object.keys(english));
    for (const [key, { message }] of Object.entries(messages)) {
      assert.ok(message.trim() === message && message !== '', key);
      const parts = (/** @type {string} */ text) => [...new Set(text.match(/\$\d/g))].sort();
      assert.deepEqual(parts(message), parts(english[key]?.message ?? ''), key);
    }
  });
}

test('what the pages and the manifest name is there, and nothing else is', () => {
  const named = FILES.flatMap(({ text }) =>
    [IN_HTML, IN_MANIFEST].flatMap((pattern) => [...text.matchAll(pattern)].map(([, key]) => key)),
  );
  assert.ok(named.length > 20);
  assert.deepEqual(
    named.filter((key) => !Object.hasOwn(english, key ?? '')),
    [],
  );
  // In JavaScript the types say what is there.
  const unused = Object.keys(english).filter(
    (key) => !named.includes(key) && !FILES.some(({ text }) => text.includes(`'${key}'`)),
  );
  assert.deepEqual(unused, []);
});

test('the language is the chosen one, else the first of the browser that there is', () => {
  assert.equal(languageOf('de', ['en-GB']), 'de');
  assert.equal(languageOf(undefined, ['fr', 'de-AT', 'en']), 'de');
  assert.equal(languageOf('tlh', ['en-US', 'de']), 'en');
  assert.equal(languageOf('constructor', []), 'en');
});

test('parts are put where the language has them', () => {
  const t = translator({ ...english, leaving: { message: '$2 before $1, $2' } });
  assert.equal(t('leaving', 'one', 2), '2 before one, 2');
  assert.equal(translator(english)('latency', 41), '41 ms');
});

test('each background that comes with the extension has a name in each language', () => {
  const named = BUNDLED_BACKGROUNDS.map(
    ({ name }) => `bundled${name.charAt(0).toUpperCase()}${name.slice(1)}`,
  );
  assert.deepEqual(
    named.filter((key) => !Object.hasOwn(english, key)),
    [],
  );
});
