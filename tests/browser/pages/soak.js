/**
 * What the soak does in a page beside the lab: calls that may be refused, and a watch over every
 * track that must hide.
 */

import { lab } from './lab.js';

/** Whether the app has blur on, by track. @type {Map<string, boolean>} */
const blurred = new Map();
/** The consumer that watches a track which must hide. @type {Map<string, string>} */
const guards = new Map();
let forced = false;
let guardsMade = 0;

/** @param {string} name */
function guard(name) {
  if (guards.has(name)) return;
  guardsMade += 1;
  const consumer = `guard ${guardsMade}`;
  guards.set(name, consumer);
  // A new reader: frames that were captured before may still wait in an older one.
  lab.watch(consumer, name);
}

/** @param {string} name */
async function unguard(name) {
  const consumer = guards.get(name);
  guards.delete(name);
  if (consumer) await lab.unwatch(consumer);
}

/**
 * @param {string} name
 * @param {boolean} asked the app's last call was for blur
 */
function note(name, asked) {
  const on = lab.track(name).getSettings().backgroundBlur === true;
  blurred.set(name, asked && on);
  // For a moment after the person's switch is released the setting may still be true, for nobody.
  if (on && (asked || forced)) guard(name);
}

/**
 * @param {string} name
 * @param {MediaTrackConstraints} video
 */
async function open(name, video) {
  await lab.open(name, video);
  note(name, video.backgroundBlur === true);
}

/**
 * Makes calls one upon the other, without a wait between them.
 * @param {string} name
 * @param {MediaTrackConstraints[]} calls
 * @returns {Promise<string[]>} what became of each: '' or the error's name
 */
async function apply(name, calls) {
  let asked = blurred.get(name) ?? false;
  if (!forced && calls.some(({ backgroundBlur }) => backgroundBlur !== true)) await unguard(name);
  const ends = calls.map((constraints) =>
    lab
      .track(name)
      .applyConstraints(constraints)
      .then(() => {
        asked = constraints.backgroundBlur === true;
        return '';
      })
      .catch((/** @type {Error} */ error) => error.name),
  );
  const ended = await Promise.all(ends);
  note(name, asked);
  return ended;
}

/**
 * @param {string} from
 * @param {string} name
 */
function clone(from, name) {
  lab.tracks.set(name, lab.track(from).clone());
  note(name, blurred.get(from) ?? false);
}

/** @param {string} name */
async function stop(name) {
  await unguard(name);
  lab.track(name).stop();
  lab.tracks.delete(name);
  blurred.delete(name);
}

/**
 * The person's switch was turned; called before it is released, and once forcing has taken effect.
 * @param {boolean} on
 */
async function setForced(on) {
  forced = on;
  for (const name of lab.tracks.keys()) {
    if (on || blurred.get(name)) guard(name);
    else await unguard(name);
  }
}

/** Whether every track has hidden since the switch was turned. */
function allHide() {
  return [...lab.tracks.values()].every((track) => track.getSettings().backgroundBlur === true);
}

/** Frames of tracks that must hide since the last tally, by verdict. */
function tally() {
  /** @type {Record<string, number>} */
  const counts = {};
  for (let number = 1; number <= guardsMade; number++) {
    for (const { verdict } of lab.frames(`guard ${number}`)) {
      counts[verdict] = (counts[verdict] ?? 0) + 1;
    }
  }
  lab.forget();
  return counts;
}

const soak = { allHide, apply, clone, open, setForced, stop, tally };
/** @typedef {typeof soak} Soak */
Object.assign(globalThis, { soak });
document.documentElement.dataset.soak = 'ready';
