/** What a track of ours answers in the place of its generator: the camera's words plus the effects. */

import { EFFECT_NAMES, splitConstraints } from '../constraints/constraints.js';

/** @typedef {import('../tracks/page-cameras.js').PageCameras} PageCameras */
/** @typedef {import('../tracks/page-track.js').PageTrack} PageTrack */
/** @typedef {import('../natives.js').Natives} Natives */

/** What a track can still say of itself once it has ended (mediacapture-main). */
const INHERENT_SETTINGS = ['deviceId', 'facingMode', 'groupId'];

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Natives} natives
 * @param {PageCameras} cameras
 */
export function shimTrackMethods(window, patches, natives, cameras) {
  const track = window.MediaStreamTrack?.prototype;
  /** @typedef {(this: MediaStreamTrack, ...rest: unknown[]) => unknown} Method */

  /**
   * Replaces a method for tracks of ours only.
   * @param {object | undefined} owner
   * @param {string} name
   * @param {(page: PageTrack, args: unknown[]) => unknown} ours
   */
  const method = (owner, name, ours) =>
    patches.method(
      owner,
      name,
      (native) =>
        /** @type {{m: Method}} */ ({
          m(...args) {
            const page = cameras.find(this);
            return page ? ours(page, args) : Reflect.apply(native, this, args);
          },
        }).m,
    );

  patches.getter(
    track,
    'label',
    (native) =>
      /** @type {{g(): unknown}} */ ({
        g() {
          const page = cameras.find(this);
          return page ? natives.trackLabel(page.source.camera) : Reflect.apply(native, this, []);
        },
      }).g,
  );
  patches.getter(
    track,
    'muted',
    (native) =>
      /** @type {{g(): unknown}} */ ({
        g() {
          const page = cameras.find(this);
          return page ? page.source.muted : Reflect.apply(native, this, []);
        },
      }).g,
  );
  method(track, 'getSettings', (page) => {
    const camera = natives.getSettings(page.source.camera);
    if (!page.ended) return sorted({ ...camera, ...page.configuration.settings });
    const members = Object.entries(camera).filter(([name]) => INHERENT_SETTINGS.includes(name));
    return sorted({ ...Object.fromEntries(members), ...page.configuration.settings });
  });
  method(track, 'getCapabilities', (page) =>
    sorted({ ...natives.getCapabilities(page.source.camera), ...page.configuration.capabilities }),
  );
  method(track, 'getConstraints', (page) =>
    structuredClone(page.constraints ?? natives.getConstraints(page.source.camera)),
  );
  method(track, 'applyConstraints', (page, [constraints]) => apply(natives, page, constraints));
  method(track, 'clone', (page) => cameras.clone(page));
  method(track, 'stop', (page) => {
    natives.stopTrack(page.track);
    page.end();
  });
}

/**
 * @param {Natives} natives
 * @param {PageTrack} page
 * @param {unknown} constraints
 */
async function apply(natives, page, constraints) {
  const names = Object.keys(natives.getSupportedConstraints(navigator.mediaDevices));
  const split = splitConstraints(constraints, names);
  await page.calls.run(async () => {
    if (page.ended) return;
    const judged = page.configuration.judge(split);
    if ('failedConstraint' in judged) {
      const { failedConstraint } = judged;
      const message = `${failedConstraint} setting value not supported`;
      throw new OverconstrainedError(failedConstraint, message);
    }
    const { camera } = page.source;
    const before = natives.getConstraints(camera);
    // Only when there is something for the camera: an empty set would reset its size.
    const forCamera = Object.keys(split.native).length > 0;
    if (forCamera) await natives.applyConstraints(camera, split.native);
    try {
      await page.setAsked(judged.asked);
    } catch (error) {
      // Refused only by a camera that is just ending: then there is nothing to put back.
      if (forCamera) await natives.applyConstraints(camera, before).catch(() => {});
      throw error;
    }
    page.constraints = split.all;
  });
}

/** @param {Record<string, unknown>} members */
function sorted(members) {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Natives} natives
 * @param {PageCameras} cameras
 */
export function shimStreamClone(window, patches, natives, cameras) {
  patches.method(
    window.MediaStream?.prototype,
    'clone',
    (native) =>
      /** @type {{m(this: MediaStream): unknown}} */ ({
        m() {
          const tracks = natives.getTracks(this);
          if (!tracks.some((track) => cameras.find(track))) return Reflect.apply(native, this, []);
          const clones = tracks.map((track) => {
            const page = cameras.find(track);
            return page ? cameras.clone(page) : natives.cloneTrack(track);
          });
          return new natives.MediaStream(clones);
        },
      }).m,
  );
}

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 */
export function shimSupportedConstraints(window, patches) {
  patches.method(
    window.MediaDevices?.prototype,
    'getSupportedConstraints',
    (native) =>
      /** @type {{m(this: MediaDevices): unknown}} */ ({
        m() {
          const ours = EFFECT_NAMES.map((name) => [name, true]);
          return sorted({ ...Reflect.apply(native, this, []), ...Object.fromEntries(ours) });
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
  /** @type {WeakMap<object, {handler: Function, listener: (event: Event) => void}>} */
  const handlers = new WeakMap();
  patches.accessor(window.MediaStreamTrack?.prototype, 'onconfigurationchange', {
    get() {
      return handlers.get(this)?.handler ?? null;
    },
    set(value) {
      const old = handlers.get(this);
      if (typeof value !== 'function') {
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
        listener: (/** @type {Event} */ event) => Reflect.apply(entry.handler, this, [event]),
      };
      handlers.set(this, entry);
      natives.addEventListener(this, 'configurationchange', entry.listener);
    },
  });
}
