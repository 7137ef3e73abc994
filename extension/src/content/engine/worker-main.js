/** The script of an engine's worker: a bundle of its own, which the content script carries as text. */

import { CameraEngine } from './camera-engine.js';
import { dispatch } from './engine-messages.js';
import { READY } from './worker-engine.js';

const host = /** @type {{postMessage(message: unknown): void}} */ (
  /** @type {unknown} */ (globalThis)
);
const engine = new CameraEngine((event) => host.postMessage(event));
addEventListener('message', ({ data }) => dispatch(engine, data));
host.postMessage(READY);
