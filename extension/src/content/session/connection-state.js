/**
 * The life of the connection to the server, as a table. docs/states.md is drawn from it.
 */

/** A connection begins with the first. */
export const STATE_MEANINGS = Object.freeze({
  closed: 'No effect is asked for, or given up until the next try.',
  connecting: 'The offer is on its way, no media.',
  idle: 'Connected, no effect is on: nothing is sent.',
  anchoring: 'Frames are sent one at a time until both sides know whose is whose.',
  flowing: 'Every camera frame is sent, as long as few are on their way.',
});

export const EVENT_MEANINGS = Object.freeze({
  connect: 'An effect is wanted, or still wanted when the next try is due.',
  opened: 'Media and both channels can be used.',
  start: 'An epoch begins: the first effect, or another size.',
  resume: 'An effect is wanted again, and both sides still know whose is whose.',
  anchored: 'The server has told which timestamp a lone frame had there.',
  stop: 'No effect is wanted any more.',
  lost: 'The connection failed, nothing was heard for too long, results fit no frame any more, or the page goes away.',
  close: 'It was idle for too long, or the camera is off.',
});

/** @typedef {keyof typeof STATE_MEANINGS} Connection */
/** @typedef {keyof typeof EVENT_MEANINGS} ConnectionEvent */

/** @type {Readonly<Record<Connection, Readonly<Partial<Record<ConnectionEvent, Connection>>>>>} */
export const TRANSITIONS = Object.freeze({
  closed: Object.freeze({ connect: 'connecting', lost: 'closed', close: 'closed' }),
  connecting: Object.freeze({ opened: 'idle', lost: 'closed', close: 'closed' }),
  idle: Object.freeze({ start: 'anchoring', resume: 'flowing', lost: 'closed', close: 'closed' }),
  anchoring: Object.freeze({
    start: 'anchoring',
    anchored: 'flowing',
    stop: 'idle',
    lost: 'closed',
    close: 'closed',
  }),
  flowing: Object.freeze({ start: 'anchoring', stop: 'idle', lost: 'closed', close: 'closed' }),
});

/**
 * The most that a track with blur on comes to show in each state.
 * @type {Readonly<Record<Connection, 'concealed' | 'composed'>>}
 */
export const SHOWS = Object.freeze({
  closed: 'concealed',
  connecting: 'concealed',
  idle: 'concealed',
  anchoring: 'concealed',
  flowing: 'composed',
});

/**
 * @param {Connection} state
 * @param {ConnectionEvent} event
 * @returns {Connection}
 */
export function nextConnection(state, event) {
  const next = TRANSITIONS[state][event];
  if (!next) throw new RangeError(`${event} while ${state}`);
  return next;
}
