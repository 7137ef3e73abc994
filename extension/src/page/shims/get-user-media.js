/** getUserMedia, in its modern and its legacy forms. */

import { isObject, requiredEffect, splitConstraints } from '../constraints/constraints.js';

/** @typedef {import('../tracks/page-cameras.js').PageCameras} PageCameras */
/** @typedef {import('../natives.js').Natives} Natives */

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Natives} natives
 * @param {PageCameras} cameras
 */
export function shimGetUserMedia(window, patches, natives, cameras) {
  patches.method(
    window.MediaDevices?.prototype,
    'getUserMedia',
    () =>
      /** @type {{m(this: MediaDevices, c?: unknown): Promise<MediaStream>}} */ ({
        m(constraints) {
          return openCamera(natives, cameras, this, constraints);
        },
      }).m,
  );
  for (const name of ['getUserMedia', 'webkitGetUserMedia']) {
    patches.method(
      window.Navigator?.prototype,
      name,
      () =>
        /** @type {{m(this: Navigator, c: unknown, ok: Function, failed: Function): void}} */ ({
          m(constraints, succeeded, failed) {
            openCamera(natives, cameras, this.mediaDevices, constraints).then(
              (stream) => succeeded(stream),
              (error) => failed(error),
            );
          },
        }).m,
    );
  }
}

/**
 * @param {Natives} natives
 * @param {PageCameras} cameras
 * @param {MediaDevices} devices
 * @param {unknown} constraints a MediaStreamConstraints
 */
async function openCamera(natives, cameras, devices, constraints) {
  const asked = readConstraints(constraints);
  if (!asked) return natives.getUserMedia(devices, /** @type {any} */ (constraints));
  if (!asksForVideo(asked)) return natives.getUserMedia(devices, asked);
  await cameras.policy.known();
  if (cameras.policy.alone) return natives.getUserMedia(devices, asked);
  const names = Object.keys(natives.getSupportedConstraints(devices));
  const split = splitConstraints(isObject(asked.video) ? asked.video : {}, names);
  const required = requiredEffect(split.effects);
  if (required) {
    throw new TypeError(
      `Failed to execute 'getUserMedia' on 'MediaDevices': Mandatory ${required} constraints are not supported`,
    );
  }
  const ours = Object.keys(split.effects).length + split.advanced.length > 0;
  const native = ours ? { ...asked, video: split.native } : asked;
  // The probe runs while the camera opens.
  void cameras.server.ask();
  const stream = await natives.getUserMedia(devices, native);
  try {
    await cameras.replaceCameras(stream, split);
  } catch (error) {
    for (const track of natives.getTracks(stream)) natives.stopTrack(track);
    throw error;
  }
  return stream;
}

/**
 * Compared, because document.all is false and a set of constraints all the same.
 * @param {MediaStreamConstraints} asked
 */
function asksForVideo({ video }) {
  return video !== undefined && video !== false;
}

/**
 * Reads a MediaStreamConstraints as WebIDL does, each member once, so that the browser is given what
 * was judged: any object is a dictionary, a function too; null is an empty set of constraints.
 * @param {unknown} constraints
 * @returns {MediaStreamConstraints | null} null for what is no dictionary: the browser says why
 */
function readConstraints(constraints) {
  if (!isObject(constraints)) return null;
  const { audio, video } = /** @type {MediaStreamConstraints} */ (constraints);
  return {
    ...(audio === undefined ? {} : { audio: readMember(audio) }),
    ...(video === undefined ? {} : { video: readMember(video) }),
  };
}

/**
 * @param {unknown} member (boolean or MediaTrackConstraints)
 * @returns {boolean | MediaTrackConstraints}
 */
function readMember(member) {
  if (member === null) return {};
  return isObject(member) ? /** @type {MediaTrackConstraints} */ (member) : Boolean(member);
}
