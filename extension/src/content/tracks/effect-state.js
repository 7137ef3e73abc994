/**
 * The life of blur on one track, as a table: nothing is implied, a pair that is not listed is a bug.
 *
 * raw        blur is not on: the camera's own frames
 * arming     the app asked for blur on a raw track: raw until the first result, then composed
 * concealed  blur is on, no result can be relied on: every frame hidden as a whole
 * composed   blur is on: only frames whose background was hidden with their own mask
 */

/** @typedef {'raw' | 'arming' | 'concealed' | 'composed'} Phase */
/**
 * asked: the app's call on a raw track · hidden: blur is on from this frame (forced, opened with
 * blur, or nothing flows) · ready: results come back in time · late: one did not · gaveUp: no
 * result while arming · released: someone entitled switched blur off
 * @typedef {'asked' | 'hidden' | 'ready' | 'late' | 'gaveUp' | 'released'} PhaseEvent
 */

/** @type {Readonly<Record<Phase, Readonly<Partial<Record<PhaseEvent, Phase>>>>>} */
export const TRANSITIONS = Object.freeze({
  raw: Object.freeze({ asked: 'arming', hidden: 'concealed', released: 'raw' }),
  arming: Object.freeze({
    asked: 'arming',
    hidden: 'concealed',
    ready: 'composed',
    gaveUp: 'raw',
    released: 'raw',
  }),
  concealed: Object.freeze({
    asked: 'concealed',
    hidden: 'concealed',
    ready: 'composed',
    released: 'raw',
  }),
  composed: Object.freeze({
    asked: 'composed',
    hidden: 'composed',
    late: 'concealed',
    released: 'raw',
  }),
});

/**
 * What a frame may show in each phase. This table is the whole promise.
 * @type {Readonly<Record<Phase, 'raw' | 'concealed' | 'composed'>>}
 */
export const SHOWS = Object.freeze({
  raw: 'raw',
  arming: 'raw',
  concealed: 'concealed',
  composed: 'composed',
});

/**
 * @param {Phase} phase
 * @param {PhaseEvent} event
 * @returns {Phase}
 */
export function nextPhase(phase, event) {
  const next = TRANSITIONS[phase][event];
  if (!next) throw new RangeError(`${event} while ${phase}`);
  return next;
}
