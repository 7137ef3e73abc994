/** The script of an engine's worker: a bundle of its own, which the content script carries as text. */

import { CameraEngine } from './camera-engine.js';
import { dispatch } from './engine-messages.js';

/** @typedef {import('./engine-messages.js').EngineEvent} EngineEvent */

const host = /** @type {{postMessage(events: EngineEvent[]): void}} */ (
  /** @type {unknown} */ (globalThis)
);
/**
 * That a frame has come, until something is told of it: each message costs the page some time.
 * @type {EngineEvent[]}
 */
let come = [];

/** @param {EngineEvent[]} events */
function tell(...events) {
  const all = [...come, ...events];
  come = [];
  if (all.length > 0) host.postMessage(all);
}

const engine = new CameraEngine((event) => {
  if (event[0] !== 'camera') {
    tell(event);
    return;
  }
  come.push(event);
  queueMicrotask(() => tell());
});
addEventListener('message', ({ data }) => dispatch(engine, data));
host.postMessage([]);
