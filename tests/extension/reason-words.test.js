import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { LANGUAGES, translator } from '../../extension/src/shared/translate.js';
import { reasonWords } from '../../extension/src/ui/reason-words.js';

const ROOT = new URL('../../', import.meta.url);
/** @param {string} path */
const read = (path) => JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'));

/** @type {{const: string, description: string}[]} */
const REASONS = read('server/protocol/schema.json').$defs.ReasonCode.oneOf;
const PARTS = ['<one>', '<two>'];

for (const language of Object.keys(LANGUAGES)) {
  const t = translator(read(`extension/src/_locales/${language}/messages.json`));

  test(`each reason has words of its own in ${language}, with all of its parts`, () => {
    const general = reasonWords(t, { code: '', parts: [] });
    const said = REASONS.map(({ const: code, description }) => {
      const words = reasonWords(t, { code, parts: PARTS });
      const named = PARTS.filter((_, index) => description.includes(`$${index + 1}`));
      assert.deepEqual(
        PARTS.filter((part) => words.includes(part)),
        named,
      );
      return words;
    });
    assert.equal(new Set([...said, general]).size, REASONS.length + 1);
  });

  test(`another version's reason is said in general in ${language}`, () => {
    const said = ['out-of-fashion', 'constructor'].map((code) =>
      reasonWords(t, { code, parts: PARTS }),
    );
    assert.deepEqual(said, Array(2).fill(t('reasonOther')));
  });
}

test('the pages say in English what the server says itself', () => {
  const t = translator(read('extension/src/_locales/en/messages.json'));
  for (const { const: code, description } of REASONS) {
    assert.equal(reasonWords(t, { code, parts: ['$1', '$2'] }), description);
  }
});
