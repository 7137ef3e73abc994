/** The worker's timeline, without what we have had imported: the browser lists no worker's own script. */

import { list, put } from '../../shared/lists.js';
import { getter } from '../../shared/uncurried.js';

/** @typedef {import('./natives.js').ScopeNatives} ScopeNatives */

/**
 * @param {import('../shims/patch-set.js').PatchSet} patches
 * @param {ScopeNatives} natives
 * @param {string} url of the worker's script
 */
export function shimResourceEntries(patches, natives, url) {
  const { Performance, PerformanceEntry, PerformanceObserverEntryList } = globalThis;
  const nameOf = getter(PerformanceEntry, 'name');
  /** The first one of that name. @type {PerformanceEntry | undefined} */
  let hidden;
  /** @param {PerformanceEntry[]} entries */
  const withoutOurs = (entries) => {
    /** @type {PerformanceEntry[]} */
    const left = list();
    for (let at = 0; at < entries.length; at += 1) {
      const entry = /** @type {PerformanceEntry} */ (entries[at]);
      if (nameOf(entry) === url) hidden ??= entry;
      if (entry !== hidden) put(left, entry);
    }
    return left;
  };
  for (const { prototype } of [Performance, PerformanceObserverEntryList]) {
    for (const name of ['getEntries', 'getEntriesByName', 'getEntriesByType']) {
      patches.method(
        prototype,
        name,
        (native) =>
          /** @type {{m(this: unknown, ...args: unknown[]): unknown}} */ ({
            m(...args) {
              return withoutOurs(natives.apply(native, this, args));
            },
          }).m,
      );
    }
  }
}
