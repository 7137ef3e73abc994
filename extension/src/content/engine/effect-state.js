/**
 * The life of blur on one track, as a table: nothing is implied, a pair that is not listed is a bug.
 * docs/states.md is drawn from it.
 */

/** A track begins with the first. */
export const STATE_MEANINGS = Object.freeze({
  raw: "Blur is not on: the camera's own frames.",
  arming: 'The app asked for blur on a raw track: raw until the first result, then composed.',
  concealed: 'Blur is on, and no result can be relied on: every frame is hidden as a whole.',
  composed: 'Blur is on: only frames whose background was hidden with their own mask.',
});

export const EVENT_MEANINGS = Object.freeze({
  asked: 'The app asks for blur, and frames flow.',
  hidden: 'Blur is on from this frame: forced, opened with blur, or asked for while nothing flows.',
  ready: 'Results come back in time.',
  late: 'A result did not come in time.',
  gaveUp: "The app's call ends without a result.",
  released: 'Someone entitled switched blur off.',
});

/** @typedef {keyof typeof STATE_MEANINGS} Phase */
/** @typedef {keyof typeof EVENT_MEANINGS} PhaseEvent */

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
