/** The script of an engine's worker: a bundle of its own, which the content script carries as text. */

import { CameraEngine } from './camera-engine.js';
import { dispatch } from './engine-messages.js';
import { EventBatch } from './event-batch.js';

/** @typedef {import('./engine-messages.js').EngineEvent} EngineEvent */

const host = /** @type {{postMessage(events: EngineEvent[]): void}} */ (
  /** @type {unknown} */ (globalThis)
);
const batch = new EventBatch((events) => host.postMessage(events));
const engine = new CameraEngine((event) => batch.add(event));
addEventListener('message', ({ data }) => dispatch(engine, data));
host.postMessage([]);
