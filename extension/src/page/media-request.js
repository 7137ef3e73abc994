/** What getUserMedia is called with, read once, as WebIDL reads it. */

import { forBrowser, splitConstraints } from '../shared/constraints.js';
import { handedOver } from '../shared/native-effects.js';
import { isObject } from '../shared/objects.js';

/** @typedef {import('./natives.js').Natives} Natives */
/** @typedef {import('../shared/constraints.js').Split} Split */

/**
 * @typedef {object} Request
 * @property {MediaStreamConstraints | undefined} asked as the browser is to get it
 * @property {Split | null} video for the camera, if one is asked for
 * @property {boolean} empty whether nothing is asked for
 * @property {boolean} refused whether the browser is to say why it does not take it
 */

/**
 * Each member is read once, so that the browser is given what was judged: any object is a dictionary,
 * a function too; null is an empty set of constraints.
 * @param {Natives} natives
 * @param {MediaDevices} devices
 * @param {unknown} constraints a MediaStreamConstraints, if it is one
 * @returns {Request}
 */
export function readRequest(natives, devices, constraints) {
  /** @type {Request} */
  const nothing = { asked: undefined, video: null, empty: false, refused: false };
  const given = constraints !== undefined && constraints !== null;
  if (given && !isObject(constraints)) {
    return { ...nothing, asked: /** @type {any} */ (constraints) };
  }
  let names;
  try {
    names = natives.keys(natives.getSupportedConstraints(devices));
  } catch {
    return nothing; // no devices
  }
  const read = /** @type {MediaStreamConstraints} */ (constraints ?? {});
  const audio = readMember(read.audio, names);
  const video = readMember(read.video, names);
  /** @type {any} */
  const asked = { __proto__: null }; // or the browser would find what the page lets objects inherit
  if (audio !== undefined) {
    const { nativeEffects } = natives; // of which the browser says nothing for a microphone
    asked.audio = typeof audio === 'object' ? forBrowser(handedOver(audio, nativeEffects)) : audio;
  }
  if (video !== undefined) asked.video = typeof video === 'object' ? forBrowser(video) : video;
  return {
    asked,
    video: video === true ? splitConstraints({}, names) : video || null,
    empty: !audio && !video,
    refused: isRefused(audio) || isRefused(video),
  };
}

/**
 * @param {unknown} member (boolean or MediaTrackConstraints), if it is there
 * @param {string[]} names
 * @returns {boolean | Split | undefined}
 */
function readMember(member, names) {
  if (member === undefined) return undefined;
  if (member === null || isObject(member)) return splitConstraints(member, names);
  return !!member;
}

/** @param {boolean | Split | undefined} member */
function isRefused(member) {
  return typeof member === 'object' && !member.convertible;
}
