/**
 * The <usermedia> and <camera> elements, which give a camera without getUserMedia. What they have
 * captured is known to the content script alone, and told when tracks of ours have taken its place.
 */

import { EFFECT_NAMES, splitConstraints, toConstrainBoolean } from '../../shared/constraints.js';
import { isObject } from '../../shared/objects.js';
import { getter } from '../../shared/uncurried.js';

/** By its video track, for the same stream each time. @type {WeakMap<object, MediaStream>} */
const STREAMS = new WeakMap();

/** @typedef {import('../page-tracks.js').PageTracks} PageTracks */
/** @typedef {import('../natives.js').Natives} Natives */
/** @typedef {import('../../shared/constraints.js').EffectSet} EffectSet */

/**
 * An element's constraints: what the browser is given, and what they say of effects.
 * @typedef {{given: unknown, effects: EffectSet}} Read
 */

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Natives} natives
 * @param {PageTracks} tracks
 */
export function shimCaptureElements(window, patches, natives, tracks) {
  const { HTMLCameraElement, HTMLUserMediaElement } = /** @type {any} */ (window);
  /** @param {MediaStreamTrack[]} captured */
  const streamOf = (captured) => {
    const key = captured[captured.length - 1];
    if (!key) return null;
    const stream = natives.mapGet(STREAMS, key) ?? new natives.MediaStream(captured);
    natives.mapSet(STREAMS, key, stream);
    return stream;
  };
  /** @param {unknown} constraints a MediaTrackConstraintSet */
  const forCamera = (constraints) => ({ given: constraints, effects: effectsIn(constraints) });

  const context = { patches, natives, tracks };
  patchElement(context, HTMLCameraElement, 'track', (captured) => captured[0] ?? null, forCamera);
  patchElement(context, HTMLUserMediaElement, 'stream', streamOf, readStreamConstraints);
}

/**
 * @param {{patches: import('./patch-set.js').PatchSet, natives: Natives, tracks: PageTracks}} context
 * @param {{prototype: object} | undefined} type
 * @param {string} name of the getter for what is captured
 * @param {(captured: MediaStreamTrack[]) => unknown} told what that getter says
 * @param {(constraints: unknown) => Read} read
 */
function patchElement({ patches, natives, tracks }, type, name, told, read) {
  if (!type) return;
  const { prototype } = type;
  // Not the members below, which may be another document's of ours already.
  const check = getter(/** @type {{prototype: any}} */ (type), 'error');
  patches.getter(
    prototype,
    name,
    (native) =>
      /** @type {{g(this: Element): unknown}} */ ({
        g() {
          check(this);
          const captured = tracks.captured(this);
          return captured ? told(captured) : natives.apply(native, this, []);
        },
      }).g,
  );
  patches.method(
    prototype,
    'setConstraints',
    (native) =>
      /** @type {{m(this: Element, constraints?: unknown): void}} */ ({
        m(constraints) {
          check(this);
          const { given, effects } = read(constraints);
          natives.apply(native, this, [given]);
          tracks.prefer(this, splitConstraints(effects, []));
        },
      }).m,
  );
}

/**
 * Reads each member once, so that the browser is given what was read.
 * @param {unknown} constraints of a <usermedia> element
 * @returns {Read}
 */
function readStreamConstraints(constraints) {
  if (!isObject(constraints)) return { given: constraints, effects: {} };
  const { audio, video } = /** @type {MediaStreamConstraints} */ (constraints);
  return { given: { __proto__: null, audio, video }, effects: effectsIn(video) };
}

/**
 * What is required is left out: from these elements there are preferences only
 * (mediacapture-extensions).
 * @param {unknown} set a MediaTrackConstraintSet, or what the browser refuses as one
 * @returns {EffectSet}
 */
function effectsIn(set) {
  /** @type {EffectSet} */
  const effects = {};
  if (!isObject(set)) return effects;
  for (let index = 0; index < EFFECT_NAMES.length; index += 1) {
    const name = /** @type {import('../../shared/constraints.js').EffectName} */ (
      EFFECT_NAMES[index]
    );
    const value = /** @type {Record<string, unknown>} */ (set)[name];
    if (value === undefined) continue;
    const asked = toConstrainBoolean(value);
    if (typeof asked === 'boolean') effects[name] = asked;
    else if (asked.ideal !== undefined) effects[name] = { ideal: asked.ideal };
  }
  return effects;
}
