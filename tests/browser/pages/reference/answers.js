/** What the cases share: tracks to try things on, and their answers as plain data. */

/** @typedef {'backgroundBlur' | 'backgroundSegmentationMask'} Effect */
/** @typedef {Record<string, () => unknown>} Cases by name; each resolves to plain data */

/** @type {readonly Effect[]} */
export const EFFECTS = ['backgroundBlur', 'backgroundSegmentationMask'];

/** What the native implementation has beyond the two effects. */
const OTHERS = ['eyeGazeCorrection', 'faceFraming'];

/** What differs from one browser to the next. */
const IDENTIFIERS = ['deviceId', 'groupId'];

/**
 * @template T
 * @param {Record<string, T>} table
 * @param {string} prefix of the cases' names
 * @param {(row: T) => unknown} answer
 * @returns {Cases}
 */
export function casesOf(table, prefix, answer) {
  return Object.fromEntries(
    Object.entries(table).map(([name, row]) => [prefix + name, () => answer(row)]),
  );
}

/** @type {Promise<MediaStreamTrack> | undefined} */
let camera;

/**
 * @param {boolean | MediaTrackConstraints} [video]
 * @returns {Promise<MediaStreamTrack>} one of its own
 */
export async function open(video = true) {
  const [track] = (await navigator.mediaDevices.getUserMedia({ video })).getVideoTracks();
  if (!track) throw new Error('no track');
  return track;
}

/**
 * @template T
 * @param {(track: MediaStreamTrack) => T} use gets a track to which nothing was applied
 * @returns {Promise<Awaited<T>>}
 */
export async function withTrack(use) {
  camera ??= open();
  const track = (await camera).clone();
  try {
    return await use(track);
  } finally {
    track.stop();
  }
}

/**
 * For sizes, which are not to be other tracks' too.
 * @template T
 * @param {boolean | MediaTrackConstraints} video
 * @param {(track: MediaStreamTrack) => T} use gets a track that has its camera for itself
 * @returns {Promise<Awaited<T>>}
 */
export async function withCamera(video, use) {
  await closeCamera();
  const track = await open(video);
  try {
    return await use(track);
  } finally {
    track.stop();
  }
}

/** Switches off what the last case has left on: natively, the next track would find it so. */
export async function switchOff() {
  const off = Object.fromEntries(EFFECTS.map((effect) => [effect, false]));
  await withTrack((track) => track.applyConstraints(off));
}

/** Lets the camera go that `withTrack` has opened. */
export async function closeCamera() {
  (await camera)?.stop();
  camera = undefined;
}

/**
 * @param {() => unknown} call
 * @returns {Promise<unknown>} what comes of it, as plain data
 */
export async function outcome(call) {
  let returned;
  try {
    returned = call();
  } catch (error) {
    return { throws: failure(error) };
  }
  try {
    const value = await returned;
    return returned instanceof Promise ? { resolves: value ?? null } : { returns: value ?? null };
  } catch (error) {
    return { rejects: failure(error) };
  }
}

/**
 * @param {any} error
 * @returns {unknown}
 */
export function failure(error) {
  if (!(error instanceof Object)) return { value: String(error) };
  const { name, message, constraint, code } = error;
  const types = [TypeError, DOMException, OverconstrainedError].filter(
    (type) => error instanceof type,
  );
  return {
    name,
    message,
    ...(constraint === undefined ? {} : { constraint }),
    ...(code === undefined ? {} : { code }),
    types: types.map((type) => type.name),
    own: Object.getOwnPropertyNames(error).sort(),
    traced: /extension|native:\d/.test(error.stack),
  };
}

/**
 * @param {object} members of a dictionary that the browser gave
 * @returns {Record<string, unknown>} in their order, without what is not compared
 */
export function plain(members) {
  const kept = Object.entries(members).filter(([name]) => !OTHERS.includes(name));
  return Object.fromEntries(
    kept.map(([name, value]) => [name, IDENTIFIERS.includes(name) ? typeof value : value]),
  );
}

/**
 * @param {MediaStreamTrack} track
 * @returns {{settings: unknown[], constraints: string}} what it says of itself after a call
 */
export function told(track) {
  const settings = /** @type {any} */ (track.getSettings());
  return {
    settings: [...EFFECTS, 'width'].map((name) => settings[name]),
    constraints: JSON.stringify(track.getConstraints()),
  };
}

/**
 * @param {MediaStreamTrack} track
 * @param {any} constraints
 */
export async function applied(track, constraints) {
  return { call: await outcome(() => track.applyConstraints(constraints)), ...told(track) };
}

/**
 * Counts the events of tracks while something is done.
 * @param {EventTarget[]} targets
 * @param {() => unknown} act
 */
export async function countEvents(targets, act) {
  const counts = targets.map(() => 0);
  const listeners = targets.map((_, index) => () => {
    counts[index] = (counts[index] ?? 0) + 1;
  });
  targets.forEach((target, index) => {
    target.addEventListener('configurationchange', listeners[index] ?? null);
  });
  await act();
  await new Promise((resolve) => setTimeout(resolve)); // an event is a task of its own
  return counts;
}

/**
 * @param {string[]} log gets the name of each member that is read
 * @param {Record<string, any>} [members]
 * @param {string} [path]
 * @returns {any} an object that has these members
 */
export function spy(log, members = {}, path = '') {
  return new Proxy(members, {
    get(target, name) {
      log.push(path + String(name));
      return target[/** @type {string} */ (name)];
    },
  });
}
