/**
 * The empty document that a new frame or window shows until its own one comes, or for good when
 * none comes. Same-origin code can use it at once, and no extension's script runs there in time.
 * Its getUserMedia becomes this document's.
 */

import { at, each } from '../../shared/lists.js';
import { PatchSet } from './patch-set.js';

/** Rows of a type and names of its members. @typedef {readonly (readonly string[])[]} Members */

/** Whatever puts nodes into a document, by the type that has it. @type {Members} */
const INSERTERS = [
  ['Node', 'appendChild', 'insertBefore', 'replaceChild'],
  ['Element', 'append', 'prepend', 'before', 'after', 'replaceWith', 'replaceChildren'],
  ['Element', 'moveBefore', 'insertAdjacentElement', 'insertAdjacentHTML', 'setHTML'],
  ['Element', 'setHTMLUnsafe'],
  ['CharacterData', 'before', 'after', 'replaceWith'],
  ['DocumentType', 'before', 'after', 'replaceWith'],
  ['Document', 'append', 'prepend', 'replaceChildren', 'moveBefore'],
  ['Document', 'write', 'writeln', 'open', 'execCommand'],
  ['DocumentFragment', 'append', 'prepend', 'replaceChildren', 'moveBefore'],
  ['ShadowRoot', 'setHTML', 'setHTMLUnsafe'],
  ['Range', 'insertNode', 'surroundContents'],
  ['HTMLSelectElement', 'add'],
  ['HTMLOptionsCollection', 'add'],
];
/** @type {Members} */
const INSERTING_SETTERS = [
  ['Element', 'innerHTML', 'outerHTML'],
  ['ShadowRoot', 'innerHTML'],
  ['Document', 'body'],
  ['HTMLTableElement', 'caption', 'tHead', 'tFoot'],
];
/** @type {Members} */
const WINDOW_GETTERS = [
  ['HTMLIFrameElement', 'contentWindow', 'contentDocument'],
  ['HTMLFrameElement', 'contentWindow', 'contentDocument'],
  ['HTMLObjectElement', 'contentWindow', 'contentDocument'],
];

/**
 * @param {Members} members
 * @param {(type: string, name: string) => void} visit
 */
function eachMember(members, visit) {
  each(members, (names) => {
    const type = /** @type {string} */ (names[0]);
    for (let at = 1; at < names.length; at += 1) visit(type, /** @type {string} */ (names[at]));
  });
}

/** @typedef {typeof globalThis & Record<string, {prototype: object} | undefined>} Realm */
/** @typedef {(this: any, ...args: unknown[]) => unknown} Method */

/**
 * @param {typeof globalThis} window
 * @param {PatchSet} patches
 * @param {import('../natives.js').Natives} natives
 * @param {(window: typeof globalThis, patches: PatchSet) => void} shim what a child gets
 */
export function shimChildDocuments(window, patches, natives, shim) {
  /** @param {unknown} child a window, or null */
  const guard = (child) => {
    if (!child) return;
    const own = /** @type {typeof globalThis} */ (child);
    const getUserMedia = cameraCall(own);
    if (typeof getUserMedia !== 'function' || !natives.isNative(getUserMedia, 'getUserMedia')) {
      return;
    }
    // Not to be restored: that would keep every frame there ever was.
    const unrestored = new PatchSet();
    patchDocument(own, unrestored, natives, guard, guardFrames);
    // At the end, because a document with this counts as guarded.
    shim(own, unrestored);
  };
  /** Frames of any window, as first seen. @type {WeakSet<object>} */
  const known = new natives.WeakSet();
  /** @param {object | null} parent a window */
  const guardFrames = (parent) => {
    if (!parent) return;
    const frames = /** @type {Window} */ (parent);
    const count = natives.frameCount(frames);
    for (let index = 0; index < count; index += 1) {
      const frame = /** @type {object} */ (frames[index]);
      if (natives.setHas(known, frame)) continue;
      guard(frame);
      natives.setAdd(known, frame);
    }
  };
  patchDocument(window, patches, natives, guard, guardFrames);
}

/**
 * @param {typeof globalThis} window
 * @returns {unknown} its getUserMedia, if it has one within reach
 */
function cameraCall(window) {
  try {
    return window.MediaDevices?.prototype?.getUserMedia;
  } catch {
    return undefined; // another origin's window lets nobody read: it is that origin's own
  }
}

/**
 * @param {typeof globalThis} window
 * @param {PatchSet} patches
 * @param {import('../natives.js').Natives} natives
 * @param {(window: unknown) => void} guard
 * @param {(window: object | null) => void} guardFrames
 */
function patchDocument(window, patches, natives, guard, guardFrames) {
  const realm = /** @type {Realm} */ (window);

  /**
   * The window in whose document a call has put something: that of the receiver, which may be of
   * another realm than the method.
   * @param {string} type
   * @param {unknown} receiver
   * @param {unknown} first argument
   */
  const windowOf = (type, receiver, first) => {
    const put = type === 'HTMLOptionsCollection' ? first : receiver;
    try {
      const node = type === 'Range' ? natives.rangeStart(/** @type {Range} */ (put)) : put;
      return natives.windowOf(/** @type {Node} */ (node));
    } catch {
      return null; // no node: the browser's own call has thrown, too
    }
  };
  /** @param {string} type */
  const inserting = (type) => (/** @type {Function} */ native) =>
    /** @type {{m: Method}} */ ({
      m(...args) {
        natives.checkStack();
        try {
          return natives.apply(native, this, args);
        } finally {
          guardFrames(windowOf(type, this, at(args, 0)));
        }
      },
    }).m;
  /** @param {(got: any) => unknown} toWindow */
  const returning = (toWindow) => (/** @type {Function} */ native) =>
    /** @type {{m: Method}} */ ({
      m(...args) {
        natives.checkStack();
        const got = natives.apply(native, this, args);
        guard(toWindow(got));
        return got;
      },
    }).m;

  eachMember(INSERTERS, (type, name) => {
    patches.method(realm[type]?.prototype, name, inserting(type));
  });
  eachMember(INSERTING_SETTERS, (type, name) => {
    patches.setter(realm[type]?.prototype, name, inserting(type));
  });
  eachMember(WINDOW_GETTERS, (type, name) => {
    const toWindow =
      name === 'contentDocument' ? natives.viewOf : (/** @type {unknown} */ got) => got;
    patches.getter(realm[type]?.prototype, name, returning(toWindow));
  });
  // With an address, it opens a window.
  patches.method(
    realm.Document?.prototype,
    'open',
    (inserted) =>
      /** @type {{m: Method}} */ ({
        m(...args) {
          const opened = natives.apply(inserted, this, args);
          if (args.length > 2) guard(opened);
          return opened;
        },
      }).m,
  );
  patches.method(
    window,
    'open',
    (native) =>
      /** @type {{m: Method}} */ ({
        m(...args) {
          natives.checkStack();
          const opened = natives.apply(native, this === undefined ? window : this, args);
          guard(opened);
          return opened;
        },
      }).m,
  );
  // What the parser inserts: the browser calls this before it runs the next script.
  const observer = new window.MutationObserver(() => guardFrames(window));
  const all = /** @type {object} */ ({ __proto__: null, childList: true, subtree: true });
  observer.observe(window.document, all);
  patches.also(() => observer.disconnect());
}
