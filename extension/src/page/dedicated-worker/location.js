/** The address that the worker finds itself at: its script's. */

import { getter } from '../../shared/uncurried.js';

/** @typedef {import('./natives.js').ScopeNatives} ScopeNatives */

const PARTS = /** @type {const} */ ([
  ...['href', 'origin', 'protocol', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'],
]);

/**
 * @param {import('../shims/patch-set.js').PatchSet} patches
 * @param {ScopeNatives} natives
 * @param {() => string} url
 */
export function shimLocation(patches, natives, url) {
  const { prototype } = /** @type {any} */ (globalThis).WorkerLocation;
  for (const name of PARTS) {
    const part = getter(URL, name);
    patches.getter(
      prototype,
      name,
      (native) =>
        /** @type {{g(): unknown}} */ ({
          g() {
            natives.apply(native, this, []); // for what is no location, the browser's own error
            return part(natives.parseUrl(url()));
          },
        }).g,
    );
  }
  patches.method(
    prototype,
    'toString',
    (native) =>
      /** @type {{m(this: unknown): unknown}} */ ({
        m() {
          natives.apply(native, this, []);
          return url();
        },
      }).m,
  );
}
