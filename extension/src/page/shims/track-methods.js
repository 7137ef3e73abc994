/** What a track of ours answers in the place of its generator: the camera's words plus the effects. */

import {
  EFFECT_NAMES,
  forBrowser,
  requiredEffect,
  sorted,
  splitConstraints,
} from '../../shared/constraints.js';
import { bare, each, find, list, put } from '../../shared/lists.js';
import { isObject } from '../../shared/objects.js';
import { hidingFrames, unseen } from '../promises.js';

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

  each(/** @type {const} */ (['label', 'muted']), (name) => {
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
  });
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
  const isOurs = tracks.has(track);
  const apply = isOurs ? applyToOurs : applyToAnother;
  await unseen(apply(natives, tracks, track, constraints));
}

/**
 * @param {Natives} natives
 * @param {PageTracks} tracks
 * @param {MediaStreamTrack} own
 * @param {unknown} constraints
 */
async function applyToOurs(natives, tracks, own, constraints) {
  const split = splitConstraints(constraints, natives.supportedNames);
  if (split.convertible) await unseen(tracks.apply(own, split));
  else await unseen(natives.applyConstraints(own, forBrowser(split))); // which says why it is refused
}

/**
 * A track that no camera feeds has none of the effects: none can be required of it.
 * @param {Natives} natives
 * @param {PageTracks} _
 * @param {MediaStreamTrack} track
 * @param {any} constraints
 */
async function applyToAnother(natives, _, track, constraints) {
  let given = constraints;
  if (isLiveVideo(natives, track) && natives.nativeEffects.length === 0) {
    const split = splitConstraints(constraints, natives.supportedNames);
    const required = split.convertible ? requiredEffect(split.effects) : undefined;
    if (required) throw new natives.OverconstrainedError(required, 'Unsupported constraint');
    given = forBrowser(split);
  }
  await unseen(natives.applyConstraints(track, given));
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
          if (!find(members, (track) => tracks.has(track))) return natives.apply(native, this, []);
          const clones = list();
          each(members, (track) => {
            put(clones, tracks.has(track) ? tracks.clone(track) : natives.cloneTrack(track));
          });
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
          /** @type {Record<string, boolean>} */
          const members = bare(natives.apply(native, this, []));
          each(EFFECT_NAMES, (name) => {
            members[name] = true;
          });
          return sorted(members);
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
      return natives.mapGet(handlers, this)?.handler ?? null;
    },
    set(value) {
      natives.trackKind(/** @type {any} */ (this));
      const old = natives.mapGet(handlers, this);
      if (!isObject(value)) {
        if (old) natives.removeEventListener(this, 'configurationchange', old.listener);
        natives.mapDelete(handlers, this);
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
          if (natives.apply(entry.handler, this, [event]) === false) natives.preventDefault(event);
        },
      };
      natives.mapSet(handlers, this, entry);
      natives.addEventListener(this, 'configurationchange', entry.listener);
    },
  });
}
