import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('../../extension/src/', import.meta.url));
const FOLDERS = [
  'content',
  'options',
  'page',
  'popup',
  'preview',
  'shared',
  'ui',
  'welcome',
  'worker',
];
/** The folders of the extension's own pages: they also import from ui. */
const PAGES = ['options', 'popup', 'preview', 'welcome'];
/** The language that all texts are typed by. */
const MESSAGES = '_locales/en/messages.json';
/** No browser in them: they run, and are tested, anywhere. */
const PURE = [
  'constraints/camera-limits',
  'constraints/effect-settings',
  'constraints/select-settings',
  'constraints/told-constraints',
  'constraints/track-configuration',
  'engine/arrivals',
  'engine/effect-state',
  'engine/gate',
  'frames/smooth-planes',
  'frames/tiny-picture',
  'session/anchor',
  'session/backoff',
  'session/connection-state',
  'session/frame-matcher',
  'session/silence',
  'tracks/camera-times',
].map((name) => `content/${name}.js`);
/** The content script's folders, top first: each imports from those below, never from one above. */
const LAYERS = ['tracks', 'engine', 'session', 'link', 'frames', 'constraints'];
/** Of the shared modules, the ones that are values and functions of values. */
const PURE_SHARED = [
  'shared/data-workers.js',
  'shared/constraint-members.js',
  'shared/constraints.js',
  'shared/effect-choice.js',
  'shared/frame-records.js',
  'shared/lists.js',
  'shared/protocol.js',
  'shared/own-blur.js',
  'shared/sequences.js',
  'shared/server-address.js',
  'shared/shown.js',
  'shared/wire.js',
  'shared/worlds.js',
];
/** What only exists in a browser, or tells the time. */
const BROWSER =
  /\b(?:window|document|navigator|globalThis|chrome|performance|Date|setTimeout|Math\.random)\b/;

/** Static and dynamic imports, re-exports, and types in comments alike: each is an arrow. */
const IMPORTS = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(['"])(.+?)\1/g;

/** @param {string} text */
function importsIn(text) {
  return [...text.matchAll(IMPORTS)].map(([, , specifier]) => specifier ?? '');
}

/** Each module's path from src, its text, and the paths that it imports. */
const MODULES = FOLDERS.flatMap((folder) =>
  readdirSync(join(SOURCES, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => {
      const path = `${folder}/${name}`;
      const text = readFileSync(join(SOURCES, path), 'utf8');
      const imports = importsIn(text).map((specifier) =>
        specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : specifier,
      );
      return { folder, path, text, imports };
    }),
);

test('every way to import is seen', () => {
  assert.deepEqual(
    importsIn(
      [
        "import { a } from './a.js';",
        "import {\n  b,\n} from './b.js';",
        "import './c.js';",
        "export * from './d.js';",
        'const e = await import("./e.js");',
        "/** @typedef {import('./f.js').F} F */",
      ].join('\n'),
    ),
    ['./a.js', './b.js', './c.js', './d.js', './e.js', './f.js'],
  );
  assert.ok(MODULES.length >= 25);
  assert.ok(MODULES.flatMap(({ imports }) => imports).length >= 40);
});

test('every folder of the sources is known here', () => {
  const folders = readdirSync(SOURCES, { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && !['_locales', 'backgrounds', 'icons'].includes(entry.name),
    )
    .map(({ name }) => name);
  assert.deepEqual(folders.sort(), FOLDERS);
});

test('a module imports only from its own folder and from shared, a page of ours from ui, too', () => {
  const wrong = MODULES.flatMap(({ folder, path, imports }) =>
    imports
      .filter((one) => !one.startsWith(`${folder}/`) && !one.startsWith('shared/'))
      .filter((one) => !(PAGES.includes(folder) && one.startsWith('ui/')))
      .filter((one) => !(folder === 'preview' && one.startsWith('content/')))
      .filter((one) => !(path === 'shared/translate.js' && one === MESSAGES))
      .map((one) => `${path} imports ${one}`),
  );
  assert.deepEqual(wrong, []);
});

test('the folders of the content script import one way', () => {
  const layer = (/** @type {string} */ path) => LAYERS.indexOf(path.split('/')[1] ?? '');
  const content = MODULES.filter(
    ({ folder, path }) => folder === 'content' && path.split('/').length > 2,
  );
  assert.deepEqual(new Set(content.map(({ path }) => path.split('/')[1])), new Set(LAYERS));
  const wrong = content.flatMap(({ path, imports }) =>
    imports
      .filter((one) => one.startsWith('content/') && layer(one) >= 0 && layer(one) < layer(path))
      .map((one) => `${path} imports ${one}`),
  );
  assert.deepEqual(wrong, []);
});

test('every imported file exists', () => {
  const paths = new Set([MESSAGES, ...MODULES.map(({ path }) => path)]);
  const missing = MODULES.flatMap(({ path, imports }) =>
    imports.filter((one) => !paths.has(one)).map((one) => `${path} imports ${one}`),
  );
  assert.deepEqual(missing, []);
});

test('pure modules import only pure modules', () => {
  const pure = MODULES.filter(({ path }) => PURE.includes(path));
  assert.deepEqual(pure.map(({ path }) => path).sort(), PURE);
  const wrong = pure.flatMap(({ path, imports }) =>
    imports
      .filter((one) => !PURE.includes(one) && !PURE_SHARED.includes(one))
      .map((one) => `${path} imports ${one}`),
  );
  assert.deepEqual(wrong, []);
});

test('no browser and no clock in pure modules', () => {
  const code = (/** @type {string} */ text) =>
    text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$|\s\/\/ .*$/gm, '');
  for (const { path, text } of MODULES) {
    if (!PURE.includes(path) && !PURE_SHARED.includes(path)) continue;
    assert.equal(BROWSER.exec(code(text))?.[0], undefined, path);
  }
});
