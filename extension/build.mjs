/** Builds the unpacked extension into dist/: two bundles for the content scripts, copies of the rest. */

import { cp, mkdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const root = new URL('.', import.meta.url).pathname;
await rm(`${root}dist`, { recursive: true, force: true });
await mkdir(`${root}dist`);
await build({
  entryPoints: { page: `${root}src/page/main.js`, content: `${root}src/content/main.js` },
  outdir: `${root}dist`,
  bundle: true,
  format: 'iife',
  target: 'chrome130',
  legalComments: 'none',
});
for (const part of ['manifest.json', 'shared', 'worker', 'popup', 'icons']) {
  await cp(`${root}src/${part}`, `${root}dist/${part}`, { recursive: true });
}
