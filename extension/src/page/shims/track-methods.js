/** What a track of ours answers in the place of its generator: the camera's words plus the effects. */

import { EFFECT_NAMES, isObject, sorted, splitConstraints } from '../../shared/constraints.js';

/** @typedef {import('../page-tracks.js').PageTracks} PageTracks */
/** @typedef {import('../natives.js').Natives} Natives */

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Natives} natives
 * @param {PageTracks} tracks
 */
export function shimTrackMethods(window, patches, natives, tracks) {
  const track = window.MediaStreamTrack?.prototype;
  /** @typedef {(this: MediaStreamTrack, ...rest: unknown[]) => unknown} Method */

  /**
   * Replaces a method for tracks of ours only.
   * @param {object | undefined} owner
   * @param {string} name
   * @param {(own: MediaStreamTrack, args: unknown[]) => unknown} ours
   */
  const method = (owner, name, ours) =>
    patches.method(
      owner,
      name,
      (native) =>
        /** @type {{m: Method}} */ ({
          m(...args) {
            return tracks.has(this) ? ours(this, args) : natives.apply(native, this, args);
          },
        }).m,
    );

  for (const name of /** @type {const} */ (['label', 'muted'])) {
    patches.getter(
      track,
      name,
      (native) =>
        /** @type {{g(): unknown}} */ ({
          g() {
            return tracks.has(this) ? tracks.tell(name, this) : natives.apply(native, this, []);
          },
        }).g,
    );
  }
  method(track, 'getSettings', (own) => tracks.tell('settings', own));
  method(track, 'getCapabilities', (own) => tracks.tell('capabilities', own));
  method(track, 'getConstraints', (own) => tracks.tell('constraints', own));
  method(track, 'applyConstraints', async (own, [constraints]) => {
    const names = natives.keys(natives.getSupportedConstraints(navigator.mediaDevices));
    await tracks.apply(own, splitConstraints(constraints, names));
  });
  method(track, 'clone', (own) => tracks.clone(own));
  method(track, 'stop', (own) => {
    natives.stopTrack(own);
    tracks.stop(own);
  });
}

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Natives} natives
 * @param {PageTracks} tracks
 */
export function shimStreamClone(window, patches, natives, tracks) {
  patches.method(
    window.MediaStream?.prototype,
    'clone',
    (native) =>
      /** @type {{m(this: MediaStream): unknown}} */ ({
        m() {
          const members = natives.getTracks(this);
          if (!members.some((track) => tracks.has(track))) return natives.apply(native, this, []);
          const clones = members.map((track) =>
            tracks.has(track) ? tracks.clone(track) : natives.cloneTrack(track),
          );
          return new natives.MediaStream(clones);
        },
      }).m,
  );
}

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Natives} natives
 */
export function shimSupportedConstraints(window, patches, natives) {
  patches.method(
    window.MediaDevices?.prototype,
    'getSupportedConstraints',
    (native) =>
      /** @type {{m(this: MediaDevices): unknown}} */ ({
        m() {
          const ours = EFFECT_NAMES.map((name) => [name, true]);
          return sorted({ ...natives.apply(native, this, []), ...Object.fromEntries(ours) });
        },
      }).m,
  );
}

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Natives} natives
 */
export function shimConfigurationChange(window, patches, natives) {
  /** @type {WeakMap<object, {handler: object, listener: (event: Event) => void}>} */
  const handlers = new WeakMap();
  patches.accessor(window.MediaStreamTrack?.prototype, 'onconfigurationchange', {
    get() {
      natives.trackKind(/** @type {any} */ (this)); // for what is no track, the browser's own error
      return handlers.get(this)?.handler ?? null;
    },
    set(value) {
      natives.trackKind(/** @type {any} */ (this));
      const old = handlers.get(this);
      if (!isObject(value)) {
        if (old) natives.removeEventListener(this, 'configurationchange', old.listener);
        handlers.delete(this);
        return;
      }
      if (old) {
        old.handler = value; // an event handler keeps its place among the listeners
        return;
      }
      const entry = {
        handler: value,
        listener: (/** @type {Event} */ event) => {
          if (typeof entry.handler !== 'function') return;
          if (natives.apply(entry.handler, this, [event]) === false) event.preventDefault();
        },
      };
      handlers.set(this, entry);
      natives.addEventListener(this, 'configurationchange', entry.listener);
    },
  });
}
