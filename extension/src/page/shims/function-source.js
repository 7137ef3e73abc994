/** Function.prototype.toString, which would tell a function of ours. */

import { printedElsewhere, stoodForBy } from '../native-looks.js';

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Pick<import('../frame-natives.js').FrameNatives, 'apply'>} natives
 */
export function shimFunctionSource(window, patches, natives) {
  patches.method(
    window.Function?.prototype,
    'toString',
    (native) =>
      /** @type {{m(this: object): unknown}} */ ({
        m() {
          const source = stoodForBy(this) ?? printedElsewhere(this);
          return typeof source === 'string' ? source : natives.apply(native, source ?? this, []);
        },
      }).m,
  );
}
