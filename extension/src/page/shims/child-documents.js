/**
 * The empty document that a new frame or window shows until its own one comes, or for good when
 * none comes. Same-origin code can use it at once, and no extension's script runs there in time.
 * Its getUserMedia becomes this document's.
 */

import { PatchSet } from './patch-set.js';

/** Whatever puts nodes into a document, by the type that has it. */
const INSERTERS = {
  Node: ['appendChild', 'insertBefore', 'replaceChild'],
  Element: [
    ...['append', 'prepend', 'before', 'after', 'replaceWith', 'replaceChildren', 'moveBefore'],
    ...['insertAdjacentElement', 'insertAdjacentHTML', 'setHTML', 'setHTMLUnsafe'],
  ],
  CharacterData: ['before', 'after', 'replaceWith'],
  DocumentType: ['before', 'after', 'replaceWith'],
  Document: [
    ...['append', 'prepend', 'replaceChildren', 'moveBefore'],
    ...['write', 'writeln', 'open', 'execCommand'],
  ],
  DocumentFragment: ['append', 'prepend', 'replaceChildren', 'moveBefore'],
  ShadowRoot: ['setHTML', 'setHTMLUnsafe'],
  Range: ['insertNode', 'surroundContents'],
};
const INSERTING_SETTERS = {
  Element: ['innerHTML', 'outerHTML'],
  ShadowRoot: ['innerHTML'],
  Document: ['body'],
  HTMLTableElement: ['caption', 'tHead', 'tFoot'],
};
const WINDOW_GETTERS = {
  HTMLIFrameElement: ['contentWindow', 'contentDocument'],
  HTMLFrameElement: ['contentWindow', 'contentDocument'],
  HTMLObjectElement: ['contentWindow', 'contentDocument'],
};

/** @typedef {typeof globalThis & Record<string, {prototype: object} | undefined>} Realm */

/**
 * @param {typeof globalThis} window
 * @param {PatchSet} patches
 * @param {import('../natives.js').Natives} natives
 * @param {(window: typeof globalThis, patches: PatchSet) => void} shim what a child gets
 */
export function shimChildDocuments(window, patches, natives, shim) {
  const realm = /** @type {Realm} */ (window);
  const frames = /** @type {Window} */ (/** @type {object} */ (window));

  /** @param {unknown} child a window, or null */
  const guard = (child) => {
    if (!child) return;
    try {
      const own = /** @type {typeof globalThis} */ (child);
      const { MediaDevices } = own; // throws for another origin's, which is that origin's own
      if (!MediaDevices || !natives.isNative(MediaDevices.prototype.getUserMedia)) return;
      // Not to be restored: that would keep every frame there ever was.
      const unrestored = new PatchSet();
      shim(own, unrestored);
      shimChildDocuments(own, unrestored, natives, shim);
    } catch {
      // Another origin's document: nothing there is within this page's reach.
    }
  };

  /** The document's frames as last seen. @type {unknown[]} */
  let known = [];
  const guardNew = () => {
    const { length } = frames;
    let changed = length !== known.length;
    for (let index = 0; index < length; index += 1) {
      if (frames[index] === known[index]) continue;
      changed = true;
      guard(frames[index]);
    }
    if (changed) known = natives.arrayFrom({ length }, (_, index) => frames[index]);
  };

  for (const [type, names] of Object.entries(INSERTERS)) {
    for (const name of names) {
      patches.method(
        realm[type]?.prototype,
        name,
        (native) =>
          /** @type {{m(this: unknown, ...args: unknown[]): unknown}} */ ({
            m(...args) {
              try {
                return natives.apply(native, this, args);
              } finally {
                guardNew();
              }
            },
          }).m,
      );
    }
  }
  for (const [type, names] of Object.entries(INSERTING_SETTERS)) {
    for (const name of names) patches.setter(realm[type]?.prototype, name, guardNew);
  }
  for (const [type, names] of Object.entries(WINDOW_GETTERS)) {
    for (const name of names) {
      patches.getter(
        realm[type]?.prototype,
        name,
        (native) =>
          /** @type {{g(): unknown}} */ ({
            g() {
              const got = natives.apply(native, this, []);
              guard(name === 'contentDocument' ? got?.defaultView : got);
              return got;
            },
          }).g,
      );
    }
  }
  patches.method(
    window,
    'open',
    (native) =>
      /** @type {{m(...args: unknown[]): unknown}} */ ({
        m(...args) {
          const opened = natives.apply(native, this === undefined ? window : this, args);
          guard(opened);
          return opened;
        },
      }).m,
  );
  // What the parser inserts: the browser calls this before it runs the next script.
  const observer = new window.MutationObserver(guardNew);
  observer.observe(window.document, { childList: true, subtree: true });
  patches.also(() => observer.disconnect());
}
