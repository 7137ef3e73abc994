/** What applyConstraints makes of each form of a constraint. */

import {
  applied,
  casesOf,
  countEvents,
  EFFECTS,
  open,
  outcome,
  told,
  withTrack,
} from './answers.js';

/** @typedef {import('./answers.js').Effect} Effect */
/** @typedef {(p: Effect) => any} Constraints */

/** Applied to a fresh track. @type {Record<string, Constraints>} */
const WHEN_OFF = {
  'exact true': (p) => ({ [p]: { exact: true } }),
  'ideal true': (p) => ({ [p]: { ideal: true } }),
  'bare true': (p) => ({ [p]: true }),
  'bare false': (p) => ({ [p]: false }),
  'an array': (p) => ({ [p]: [true] }),
  'a function': (p) => ({ [p]: () => {} }),
  'a string': (p) => ({ [p]: 'x' }),
  'a number': (p) => ({ [p]: 1 }),
  'a symbol': (p) => ({ [p]: Symbol('s') }),
  'an exact string': (p) => ({ [p]: { exact: 'false' } }),
  'exact null': (p) => ({ [p]: { exact: null } }),
  'exact true, ideal false': (p) => ({ [p]: { exact: true, ideal: false } }),
  'exact false, ideal true': (p) => ({ [p]: { exact: false, ideal: true } }),
  'advanced true': (p) => ({ advanced: [{ [p]: true }] }),
  'advanced exact true': (p) => ({ advanced: [{ [p]: { exact: true } }] }),
  'advanced ideal true': (p) => ({ advanced: [{ [p]: { ideal: true } }] }),
  'advanced empty': (p) => ({ advanced: [{ [p]: {} }] }),
  'advanced true, false': (p) => ({ advanced: [{ [p]: true }, { [p]: false }] }),
  'advanced false, true': (p) => ({ advanced: [{ [p]: false }, { [p]: true }] }),
  'exact false, advanced true': (p) => ({ [p]: { exact: false }, advanced: [{ [p]: true }] }),
  'exact true, advanced false': (p) => ({ [p]: { exact: true }, advanced: [{ [p]: false }] }),
  'ideal false, advanced true': (p) => ({ [p]: { ideal: false }, advanced: [{ [p]: true }] }),
  'bare true, advanced false': (p) => ({ [p]: true, advanced: [{ [p]: false }] }),
  'with unknown members': (p) => ({ [p]: true, unknown: 1, backgroundMask: true }),
  both: () => ({ backgroundSegmentationMask: true, backgroundBlur: { ideal: true } }),
  'advanced both': () => ({
    advanced: [{ backgroundSegmentationMask: true, backgroundBlur: true }],
  }),
};

/** Applied to a fresh track; not about the effect alone. @type {Record<string, Constraints>} */
const BESIDES = {
  'with width': (p) => ({ [p]: true, width: 320 }),
  'with width ideal': (p) => ({ width: { ideal: 320 }, [p]: { ideal: true } }),
  'with width exact': (p) => ({ width: { exact: 320 }, [p]: { exact: true } }),
  'with width impossible': (p) => ({ width: { exact: 99999 }, [p]: { exact: true } }),
  'with torch exact': (p) => ({ torch: { exact: true }, [p]: { exact: true } }),
  'with torch ideal': (p) => ({ torch: { ideal: true }, [p]: { ideal: true } }),
  'with torch': (p) => ({ torch: true, [p]: true }),
  'advanced with width impossible': (p) => ({ advanced: [{ width: 99999, [p]: true }] }),
  'advanced with torch': (p) => ({ advanced: [{ torch: true, [p]: true }] }),
  'advanced with width': (p) => ({ advanced: [{ width: 320, [p]: true }] }),
  'advanced after width impossible': (p) => ({ advanced: [{ width: 99999 }, { [p]: true }] }),
};

/** Applied where the effect is on. @type {Record<string, Constraints>} */
const WHEN_ON = {
  'exact false': (p) => ({ [p]: { exact: false } }),
  'bare false': (p) => ({ [p]: false }),
  'ideal false': (p) => ({ [p]: { ideal: false } }),
  'a falsy number': (p) => ({ [p]: 0 }),
  'an empty string': (p) => ({ [p]: '' }),
  'advanced false': (p) => ({ advanced: [{ [p]: false }] }),
  'nothing of it': () => ({}),
  undefined: () => undefined,
  null: () => null,
  'undefined member': (p) => ({ [p]: undefined }),
  'width alone': () => ({ width: 320 }),
  'the other alone': (p) => ({ [EFFECTS.find((effect) => effect !== p) ?? p]: false }),
  'an empty dictionary': (p) => ({ [p]: {} }),
  'null member': (p) => ({ [p]: null }),
  'exact undefined': (p) => ({ [p]: { exact: undefined } }),
};

/**
 * @param {Effect} p
 * @returns {import('./answers.js').Cases}
 */
export function applyingWhenOff(p) {
  return casesOf(WHEN_OFF, `${p}: `, (constraints) =>
    withTrack((track) => applied(track, constraints(p))),
  );
}

/**
 * @param {Effect} p
 * @returns {import('./answers.js').Cases}
 */
export function applyingBesides(p) {
  return casesOf(BESIDES, `${p}: `, (constraints) =>
    withTrack((track) => sized(track, constraints(p))),
  );
}

/**
 * @param {Effect} p
 * @returns {import('./answers.js').Cases}
 */
export function applyingWhenOn(p) {
  return casesOf(WHEN_ON, `${p} on: `, (constraints) =>
    withTrack(async (track) => {
      await track.applyConstraints(/** @type {any} */ ({ [p]: true }));
      return sized(track, constraints(p));
    }),
  );
}

/**
 * @param {MediaStreamTrack} track
 * @param {any} constraints that may be about the size, which is the camera's
 */
async function sized(track, constraints) {
  const answer = await applied(track, constraints);
  if (answer.settings[2] !== 640) await track.applyConstraints({ width: 640, height: 480 });
  return answer;
}

/**
 * @param {Effect} p
 * @returns {import('./answers.js').Cases}
 */
export function applyingInOrder(p) {
  const to = (/** @type {unknown} */ value) => /** @type {any} */ ({ [p]: value });
  return {
    [`${p}: five calls at once`]: () =>
      withTrack(async (track) => {
        /** @type {unknown[]} */
        const settled = [];
        const calls = [true, false, { exact: true }, { ideal: false }, true].map((value, index) =>
          track.applyConstraints(to(value)).finally(() => settled.push(index)),
        );
        const calls_ = await Promise.all(calls.map((call) => outcome(() => call)));
        return { calls: calls_, settled, ...told(track) };
      }),
    [`${p}: a call that fails among others`]: () =>
      withTrack(async (track) => {
        const torch = /** @type {any} */ ({ torch: { exact: true } });
        const calls = [to(true), torch, to({})].map((value) => track.applyConstraints(value));
        return {
          calls: await Promise.all(calls.map((call) => outcome(() => call))),
          ...told(track),
        };
      }),
    [`${p}: the dictionary changes after the call`]: () =>
      withTrack(async (track) => {
        const member = { ideal: true };
        const constraints = to(member);
        const call = track.applyConstraints(constraints);
        member.ideal = false;
        delete constraints[p];
        await call;
        return told(track);
      }),
    [`${p}: what was returned changes`]: () =>
      withTrack(async (track) => {
        await track.applyConstraints(to({ ideal: true }));
        /** @type {any} */ (track.getConstraints())[p].ideal = false;
        /** @type {any} */ (track.getSettings())[p] = false;
        /** @type {any} */ (track.getCapabilities())[p].pop();
        return { ...told(track), can: /** @type {any} */ (track.getCapabilities())[p] };
      }),
    [`${p}: events of own calls`]: () =>
      withTrack(async (track) => {
        const clone = track.clone();
        const other = await open();
        const counts = await countEvents([track, clone, other], async () => {
          for (const value of [true, true, false]) await track.applyConstraints(to(value));
        });
        clone.stop();
        other.stop();
        return counts;
      }),
  };
}
