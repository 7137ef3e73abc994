/** Builds the unpacked extension into dist/: bundles for content scripts and pages, copies of the rest. */

import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const root = new URL('.', import.meta.url).pathname;
const options = /** @type {const} */ ({
  bundle: true,
  format: 'iife',
  target: 'chrome130',
  legalComments: 'none',
  minify: true,
});
/** Copied as they are. */
const PARTS = ['manifest.json', '_locales', 'backgrounds', 'icons', 'shared', 'worker'];
/** The extension's own pages: each is one page and one script, because a popup has to be there at once. */
const PAGES = ['options', 'popup', 'preview', 'welcome'];
await rm(`${root}dist`, { recursive: true, force: true });
await mkdir(`${root}dist`);
// The engine goes into the content script as text: a page's worker cannot be made of a file of ours.
const engine = await build({
  ...options,
  entryPoints: [`${root}src/content/engine/worker-main.js`],
  write: false,
});
// Likewise what runs in a page's workers goes into the page's script.
const pageWorker = await build({
  ...options,
  entryPoints: [`${root}src/page/dedicated-worker/main.js`],
  write: false,
});
await build({
  ...options,
  entryPoints: [`${root}src/page/main.js`],
  outfile: `${root}dist/page.js`,
  // Its name in the stacks that a page sees; native-looks.js goes by it.
  footer: { js: '//# sourceURL=native' },
  define: {
    PAGE_WORKER_SOURCE: JSON.stringify(`PARAMETERS=>{${pageWorker.outputFiles[0]?.text.trim()}}`),
  },
});
await build({
  ...options,
  entryPoints: [`${root}src/content/main.js`],
  outfile: `${root}dist/content.js`,
  define: { ENGINE_SOURCE: JSON.stringify(engine.outputFiles[0]?.text) },
});
for (const part of PARTS) {
  await cp(`${root}src/${part}`, `${root}dist/${part}`, { recursive: true });
}
for (const part of ['ui', ...PAGES]) {
  await cp(`${root}src/${part}`, `${root}dist/${part}`, {
    recursive: true,
    filter: (path) => !/\.(js|css)$/.test(path),
  });
}
for (const page of PAGES) {
  const file = `${root}dist/${page}/${page}.html`;
  let html = await readFile(file, 'utf8');
  for (const [link, href] of html.matchAll(/<link rel="stylesheet" href="([^"]+)">/g)) {
    const style = await readFile(`${root}src/${page}/${href}`, 'utf8');
    html = html.replace(link, () => `<style>\n${style}</style>`);
  }
  await writeFile(file, html);
}
await build({
  ...options,
  format: 'esm',
  entryPoints: PAGES.map((page) => `${root}src/${page}/${page}.js`),
  outbase: `${root}src`,
  outdir: `${root}dist`,
});
