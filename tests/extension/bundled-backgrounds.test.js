import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { BUNDLED_BACKGROUNDS } from '../../extension/src/shared/bundled-backgrounds.js';

const SOURCES = new URL('../../extension/src/', import.meta.url);

test('each bundled background is there, under the id that the server finds for it', () => {
  const files = readdirSync(new URL('backgrounds/', SOURCES));
  assert.deepEqual(
    BUNDLED_BACKGROUNDS.map(({ file }) => file).sort(),
    files.map((name) => `/backgrounds/${name}`).sort(),
  );
  for (const { id, file, name } of BUNDLED_BACKGROUNDS) {
    const bytes = readFileSync(new URL(`.${file}`, SOURCES));
    assert.equal(createHash('sha256').update(bytes).digest('hex'), id, name);
    assert.ok(bytes.length < 25_000, `${name} is small`);
  }
});

test('no page can load one, and so find out that the extension is there', () => {
  const manifest = JSON.parse(readFileSync(new URL('manifest.json', SOURCES), 'utf8'));
  assert.equal(manifest.web_accessible_resources, undefined);
});
