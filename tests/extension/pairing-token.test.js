import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseToken } from '../../extension/src/options/pairing-token.js';

const TOKEN = 'mU0n3kT8wq1Zr5sVx7Yb2Cd4Ef6Gh9JkLmNpQr-_UvW';

test('a token is taken with the blanks around it gone', () => {
  assert.deepEqual(parseToken(`    ${TOKEN}\n`), TOKEN);
});

test('what is no token, or half of one, is not stored', () => {
  for (const text of ['', TOKEN.slice(1), `Token: ${TOKEN}`, `${TOKEN} ${TOKEN}`, `${TOKEN}ä`]) {
    assert.equal(parseToken(text), null, text);
  }
});
