/** What getUserMedia is called with, read once, as WebIDL reads it. */

import { forBrowser, splitConstraints } from '../shared/constraints.js';
import { bare, list, put } from '../shared/lists.js';
import { handedOver } from '../shared/native-effects.js';
import { isObject } from '../shared/objects.js';
import { sequenceOf } from '../shared/sequences.js';
import { refusalOf } from './refusal.js';

/** No member of constraints may be one. */
const A_SYMBOL = Symbol('no width');

/** @typedef {import('./natives.js').Natives} Natives */
/** @typedef {import('../shared/constraints.js').Split} Split */

/**
 * @typedef {object} Request
 * @property {MediaStreamConstraints | undefined} asked as the browser is to get it
 * @property {Split | null} video for the camera, if one is asked for
 * @property {boolean} empty whether nothing is asked for
 * @property {boolean} refused whether the browser is to say why it does not take it
 * @property {string | null} refusal of a camera, in the browser's words; null for what it may take
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
  const nothing = { asked: undefined, video: null, empty: false, refused: false, refusal: null };
  const given = constraints !== undefined && constraints !== null;
  if (given && !isObject(constraints)) {
    return { ...nothing, asked: /** @type {any} */ (constraints) };
  }
  try {
    natives.getSupportedConstraints(devices);
  } catch {
    return nothing; // no devices
  }
  const { nativeEffects, supportedNames } = natives;
  const read = /** @type {MediaStreamConstraints} */ (constraints ?? bare({}));
  const audio = readMember(read.audio, supportedNames);
  // Of the two the browser reads audio first, and goes no further.
  const video = isRefused(audio) ? undefined : readMember(read.video, supportedNames);
  /** @type {any} */
  const asked = bare({}); // or the browser would find what the page lets objects inherit
  if (audio !== undefined) {
    // The browser says nothing of its effects for a microphone.
    asked.audio = typeof audio === 'object' ? forBrowser(handedOver(audio, nativeEffects)) : audio;
  }
  if (video !== undefined) asked.video = forBrowsersCamera(video);
  const camera = video === true ? splitConstraints(undefined, supportedNames) : video || null;
  const sound = typeof audio === 'object' ? audio : null;
  const refused = isRefused(audio) || isRefused(video);
  const refusal = refused || !camera ? null : refusalOf(sound, camera);
  return { asked, video: camera, empty: !audio && !video, refused, refusal };
}

/** @param {boolean | Split} video */
function forBrowsersCamera(video) {
  if (typeof video !== 'object') return video;
  return video.convertible ? forBrowser(video) : neverTaken(video);
}

/**
 * Were we to call refused what the browser would take, a camera would open.
 * @param {Split} video
 * @returns {object} what it refuses for the same reason, or else for a symbol at the end
 */
function neverTaken({ native, advanced, wrongSets }) {
  /** @type {unknown[]} */
  const sets = list();
  for (let at = 0; at < advanced.length; at += 1) put(sets, advanced[at]?.native);
  put(sets, bare({ width: A_SYMBOL }));
  const wrong = wrongSets === undefined ? sequenceOf(sets) : wrongSets;
  return bare({ ...native, advanced: wrong });
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
