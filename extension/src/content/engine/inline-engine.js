/** An engine on the main thread: each message is a call. */

import { CameraEngine } from './camera-engine.js';
import { dispatch } from './engine-messages.js';

/** @typedef {import('./engine-messages.js').Engine} Engine */

/**
 * @param {import('./engine-messages.js').Events} events
 * @returns {Engine}
 */
export function inlineEngine(events) {
  const engine = new CameraEngine((event) => dispatch(events, event));
  return { send: (command) => dispatch(engine, command) };
}
