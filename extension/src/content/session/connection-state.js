/**
 * The life of the connection to the server, as a table.
 *
 * closed      no effect asked for, or given up until the next try
 * connecting  offer on its way, no media
 * idle        connected, no effect is on: nothing is sent
 * anchoring   frames are sent one at a time until both sides know whose is whose
 * flowing     every camera frame is sent
 */

/** @typedef {'closed' | 'connecting' | 'idle' | 'anchoring' | 'flowing'} Connection */
/** @typedef {'connect' | 'opened' | 'start' | 'resume' | 'anchored' | 'stop' | 'lost' | 'close'} ConnectionEvent */

/** @type {Readonly<Record<Connection, Readonly<Partial<Record<ConnectionEvent, Connection>>>>>} */
export const CONNECTIONS = Object.freeze({
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
 * @param {Connection} state
 * @param {ConnectionEvent} event
 * @returns {Connection}
 */
export function nextConnection(state, event) {
  const next = CONNECTIONS[state][event];
  if (!next) throw new RangeError(`${event} while ${state}`);
  return next;
}
