/** What a track of ours answers in the place of its generator: the camera's words plus the effects. */

import {
  EFFECT_NAMES,
  forBrowser,
  requiredEffect,
  sorted,
  splitConstraints,
} from '../../shared/constraints.js';
import { isObject } from '../../shared/objects.js';
import { hidingFrames } from '../native-looks.js';

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
   * @param {string} name
   * @param {(own: MediaStreamTrack) => unknown} ours
   */
  const method = (name, ours) =>
    patches.method(
      track,
      name,
      (native) =>
        /** @type {{m: Method}} */ ({
          m(...args) {
            return tracks.has(this) ? ours(this) : natives.apply(native, this, args);
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
  method('getSettings', (own) => tracks.tell('settings', own));
  method('getCapabilities', (own) => tracks.tell('capabilities', own));
  method('getConstraints', (own) => tracks.tell('constraints', own));
  method('clone', (own) => tracks.clone(own));
  method('stop', (own) => {
    natives.stopTrack(own);
    tracks.stop(own);
  });
  patches.method(
    track,
    'applyConstraints',
    () =>
      /** @type {{m: Method}} */ ({
        m(constraints) {
          return hidingFrames(applyConstraints(natives, tracks, this, constraints));
        },
      }).m,
  );
}

/**
 * @param {Natives} natives
 * @param {PageTracks} tracks
 * @param {MediaStreamTrack} track
 * @param {unknown} constraints
 */
async function applyConstraints(natives, tracks, track, constraints) {
  if (tracks.has(track)) await applyToOurs(natives, tracks, track, constraints);
  else await applyToAnother(natives, track, constraints);
}

/**
 * @param {Natives} natives
 * @param {PageTracks} tracks
 * @param {MediaStreamTrack} own
 * @param {unknown} constraints
 */
async function applyToOurs(natives, tracks, own, constraints) {
  const split = splitConstraints(constraints, supportedNames(natives));
  if (split.convertible) await tracks.apply(own, split);
  else await natives.applyConstraints(own, forBrowser(split)); // which says why it is refused
}

/**
 * A track that no camera feeds has none of the effects: none can be required of it.
 * @param {Natives} natives
 * @param {MediaStreamTrack} track
 * @param {any} constraints
 */
async function applyToAnother(natives, track, constraints) {
  const isOurs = namesEffects(constraints) && isLiveVideo(natives, track);
  if (!isOurs || natives.nativeEffects.length > 0) {
    return natives.applyConstraints(track, constraints);
  }
  const split = splitConstraints(constraints, supportedNames(natives));
  const required = requiredEffect(split.effects);
  if (required) throw new natives.OverconstrainedError(required, 'Unsupported constraint');
  return natives.applyConstraints(track, forBrowser(split));
}

/** @param {unknown} constraints */
function namesEffects(constraints) {
  return isObject(constraints) && EFFECT_NAMES.some((name) => name in constraints);
}

/**
 * @param {Natives} natives
 * @param {MediaStreamTrack} track
 */
function isLiveVideo(natives, track) {
  try {
    return natives.trackKind(track) === 'video' && natives.trackReadyState(track) === 'live';
  } catch {
    return false; // no track
  }
}

/** @param {Natives} natives */
function supportedNames(natives) {
  return natives.keys(natives.getSupportedConstraints(navigator.mediaDevices));
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
 * Of tracks, whichever realm's accessor has set it.
 * @type {WeakMap<object, {handler: object, listener: (event: Event) => void}>}
 */
const handlers = new WeakMap();

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Natives} natives
 */
export function shimConfigurationChange(window, patches, natives) {
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
