/**
 * The messages between the extension's parts. Between the page's script and the content script:
 * worlds.js.
 */

import { isShown } from './shown.js';

/**
 * What a site's frames get. site: the app decides · always: blur is on · alone: nothing is patched.
 * @typedef {'site' | 'always' | 'alone'} Policy
 */

/** @typedef {import('./protocol.js').ErrorCode} ErrorCode */
/** @typedef {import('./shown.js').Shown} Shown */

/**
 * What the server tells of a camera's effect that takes too much of the machine.
 * @typedef {import('./protocol.js').FilterFrameDurationHigh
 *   | import('./protocol.js').FilterCPUUtilizationHigh} LoadReport
 */

/**
 * What the popup shows of one camera.
 * @typedef {object} CameraStatus
 * @property {'raw' | 'arming' | 'concealed' | 'composed'} effect
 * @property {boolean} mask
 * @property {boolean} paused whether it shows black: each of its tracks is disabled, or it is muted
 * @property {number} frame_rate
 * @property {number} latency_ms
 * @property {LoadReport[]} load the latest of each type, as long as it holds
 * @property {boolean} blurred_natively whether the browser or the system blurs it, whatever we do
 */

/**
 * Why what the person chose is refused. code: one of the protocol's, or one that another version has ·
 * parts: what the words for it name
 * @typedef {{code: string, parts: string[]}} Reason
 */

/**
 * Why the person's choice is not used, and the effect that stands in for it.
 * @typedef {{reason: Reason, instead: import('./effect-choice.js').EffectChoice['effect']}} Refusal
 */

/**
 * Which dedicated workers a document is known to allow. data: ours, from a data: URL · page: the page's,
 * with a script of ours before their own
 * @typedef {{data: boolean, page: boolean}} Workers
 */

/**
 * Content script to worker.
 * @typedef {{type: 'probe'}
 *   | {type: 'openSession', sdp: string}
 *   | {type: 'shown', shown: Shown}
 *   | {type: 'sendBackground', id: string}
 *   | {type: 'privateChoices'}
 *   | {type: 'workers', url: string, since_ms: number}} WorkerRequest where the document was loaded
 *   from, and since when, in milliseconds since 1970
 */
/**
 * Worker to content script; for `openSession` the value is the answer, for `workers` what the document's
 * headers allow, for `privateChoices` what was chosen in private windows, for all others null.
 * @typedef {{ok: true, value: string | Workers | Record<string, unknown> | null}
 *   | {ok: false, code: ErrorCode, message: string, reason?: Reason | null}} WorkerReply reason: of a
 *   background that is refused
 */

/**
 * Content script to popup, over a port that the popup opens to the tab: one per document.
 * @typedef {{type: 'frameStatus', document_id: string, origin: string, cameras: CameraStatus[],
 *   refusal: Refusal | null, workers_alone: boolean, own_blur: string, left_alone: boolean}} FrameStatus
 *   refusal: of the background that was chosen · workers_alone: whether it has workers that nothing of
 *   ours may be in · own_blur: the library with which it could blur for itself, if any · left_alone:
 *   whether it may have cameras that Camveil knows nothing of, until it is loaded again
 */

/** @type {Workers} */
export const NO_WORKERS = Object.freeze({ data: false, page: false });

/** Name of the popup's port to the documents of a tab. */
export const STATUS_PORT = 'status';

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isRecord(value) {
  return typeof value === 'object' && value !== null;
}

/**
 * @param {unknown} value from a content script
 * @returns {WorkerRequest | null}
 */
export function asWorkerRequest(value) {
  if (!isRecord(value)) return null;
  if (value.type === 'probe') return { type: 'probe' };
  if (value.type === 'privateChoices') return { type: 'privateChoices' };
  if (value.type === 'openSession' && typeof value.sdp === 'string') {
    return { type: 'openSession', sdp: value.sdp };
  }
  if (value.type === 'shown' && isShown(value.shown)) return { type: 'shown', shown: value.shown };
  if (value.type === 'sendBackground' && typeof value.id === 'string') {
    return { type: 'sendBackground', id: value.id };
  }
  const { url, since_ms } = value;
  if (value.type === 'workers' && typeof url === 'string' && typeof since_ms === 'number') {
    return { type: 'workers', url, since_ms };
  }
  return null;
}

/** Worker to the content scripts of private windows: something else was chosen there. */
export const PRIVATE_CHANGE = Object.freeze({ type: 'privateChange' });

/**
 * @param {unknown} value from the worker
 * @returns {boolean} whether it is PRIVATE_CHANGE
 */
export function asPrivateChange(value) {
  return isRecord(value) && value.type === PRIVATE_CHANGE.type;
}
