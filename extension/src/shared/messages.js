/**
 * The messages between the extension's own worlds. Trust falls from worker to bridge to page:
 * whoever stands higher checks what comes from below.
 */

/**
 * What a site's frames get. site: the app decides · always: blur is on · alone: nothing is patched.
 * @typedef {'site' | 'always' | 'alone'} Policy
 */

/** @typedef {import('./protocol.js').ErrorCode} ErrorCode */

/**
 * What the popup shows of one camera.
 * @typedef {object} CameraStatus
 * @property {'raw' | 'arming' | 'concealed' | 'composed'} effect
 * @property {boolean} mask
 * @property {boolean} paused whether it shows black: each of its tracks is disabled, or it is muted
 * @property {number} frame_rate
 * @property {number} latency_ms
 */

/**
 * Bridge to worker.
 * @typedef {{type: 'probe'} | {type: 'openSession', sdp: string}} WorkerRequest
 */
/**
 * Worker to bridge; for `probe` the value is null, for `openSession` the answer.
 * @typedef {{ok: true, value: string | null} | {ok: false, code: ErrorCode, message: string}} WorkerReply
 */

/**
 * Page to bridge.
 * @typedef {{type: 'request', id: number, request: WorkerRequest}
 *   | {type: 'status', cameras: CameraStatus[]}} PageMessage
 */
/**
 * Bridge to page.
 * @typedef {{type: 'reply', id: number, reply: WorkerReply}
 *   | {type: 'policy', policy: Policy}} BridgeMessage
 */

/**
 * Bridge to popup, over a port that the popup opens to the tab: one per document.
 * @typedef {{type: 'frameStatus', document_id: string, origin: string, cameras: CameraStatus[]}}
 *   FrameStatus
 */

/** Name of the popup's port to the documents of a tab. */
export const STATUS_PORT = 'status';

/** Event on the window by which the page's script hands its port to the bridge. */
export const PORT_EVENT = 'camveil-port';
/** Event on the window by which the bridge says that it is there. */
export const BRIDGE_EVENT = 'camveil-bridge';

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isRecord(value) {
  return typeof value === 'object' && value !== null;
}

/**
 * @param {unknown} value from a bridge
 * @returns {WorkerRequest | null}
 */
export function asWorkerRequest(value) {
  if (!isRecord(value)) return null;
  if (value.type === 'probe') return { type: 'probe' };
  if (value.type === 'openSession' && typeof value.sdp === 'string') {
    return { type: 'openSession', sdp: value.sdp };
  }
  return null;
}

/**
 * @param {unknown} value from the page, which anyone in the page may have made
 * @returns {PageMessage | null}
 */
export function asPageMessage(value) {
  if (!isRecord(value)) return null;
  if (value.type === 'request' && typeof value.id === 'number') {
    const request = asWorkerRequest(value.request);
    return request && { type: 'request', id: value.id, request };
  }
  if (value.type === 'status' && Array.isArray(value.cameras)) {
    return { type: 'status', cameras: value.cameras.slice(0, 16).map(asCameraStatus) };
  }
  return null;
}

/**
 * @param {unknown} value
 * @returns {CameraStatus}
 */
function asCameraStatus(value) {
  const status = isRecord(value) ? value : {};
  const effects = /** @type {const} */ (['raw', 'arming', 'concealed', 'composed']);
  return {
    effect: effects.find((effect) => effect === status.effect) ?? 'raw',
    mask: status.mask === true,
    paused: status.paused === true,
    frame_rate: asAmount(status.frame_rate),
    latency_ms: asAmount(status.latency_ms),
  };
}

/**
 * @param {unknown} value
 * @returns {number} 0 for anything that is no amount
 */
function asAmount(value) {
  return typeof value === 'number' && value > 0 && value < Infinity ? value : 0;
}
