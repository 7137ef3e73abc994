import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

import { workerSource } from '../../extension/src/page/worker-source.js';

const SCRIPT = 'PARAMETERS=>{found = PARAMETERS}';
const URLS = ['https://app.example/w.js', 'https://app.example/a"b`c\\.js', 'blob:x'];

for (const url of URLS) {
  test(`a classic worker begins with our script: ${url}`, () => {
    const parameters = { url, isModule: false, token: 'a-b' };
    const source = workerSource(SCRIPT, parameters);
    const { found } = runInNewContext(`${source}\n;({found})`, {});
    assert.deepEqual({ ...found }, parameters);
    assert.match(source, /\n\/\/# sourceURL=native$/);
  });

  test(`a module worker imports our script, then the page’s: ${url}`, () => {
    const parameters = { url, isModule: true, token: 'a-b' };
    const [ours, its, ...rest] = workerSource(SCRIPT, parameters).split('\n');
    assert.deepEqual(rest, []);
    const [, address = ''] = ours?.split(/^import (.*);$/) ?? [];
    const text = decodeURIComponent(JSON.parse(address).slice('data:text/javascript,'.length));
    const { found } = runInNewContext(`${text}\n;({found})`, {});
    assert.deepEqual({ ...found }, parameters);
    assert.equal(its, `import ${JSON.stringify(url)};`);
  });
}
