/** The server's own measurements, asked once a second from the page's origin. */

const POLL_INTERVAL_MS = 1000;
const ANSWER_WITHIN_MS = 900;

/** The stages of a frame in the server, in the order in which it passes them. */
export const STAGES = /** @type {const} */ ([
  { name: 'decode_wait_ms', label: 'Wait' },
  { name: 'segment_ms', label: 'Segment' },
  { name: 'composite_ms', label: 'Composite' },
  { name: 'encode_ms', label: 'Encode' },
]);

/** @typedef {typeof STAGES[number]['name']} StageName */

/**
 * The effect takes too much of the time between two frames.
 *
 * @typedef {object} SlowFilter
 * @property {number} duration_ms
 * @property {number} dropped frames
 * @property {number} frame_rate the camera's
 * @property {number} period_ms
 */

/**
 * The effect keeps the processor busy.
 *
 * @typedef {object} BusyFilter
 * @property {number} utilization in percent
 * @property {number} period_ms
 */

/**
 * What the server said; null where it did not say it.
 *
 * @typedef {object} Health
 * @property {string | null} model
 * @property {boolean} asks_token whether it obeys nobody without its pairing token
 * @property {number | null} sessions
 * @property {number | null} frame_rate
 * @property {Readonly<Record<StageName, number | null>>} stages_ms
 * @property {SlowFilter | null} slow
 * @property {BusyFilter | null} busy
 */

/**
 * @param {unknown} answer the parsed body of GET /healthz
 * @returns {Health | null} null if this is not the health of a Camveil server
 */
export function readHealth(answer) {
  if (typeof answer !== 'object' || answer === null) return null;
  const fields = /** @type {Record<string, unknown>} */ (answer);
  if (fields.type !== 'health') return null;
  return {
    model: typeof fields.model === 'string' ? fields.model : null,
    // The page never has one.
    asks_token: fields.paired === false,
    sessions: amount(fields.sessions),
    frame_rate: amount(fields.frame_rate),
    stages_ms: {
      decode_wait_ms: amount(fields.decode_wait_ms),
      segment_ms: amount(fields.segment_ms),
      composite_ms: amount(fields.composite_ms),
      encode_ms: amount(fields.encode_ms),
    },
    slow: slowFilter(fields),
    busy: busyFilter(fields),
  };
}

/**
 * Report the server's health now and once a second, null while it does not answer.
 *
 * @param {(health: Health | null) => void} onHealth
 */
export async function watchHealth(onHealth) {
  for (;;) {
    onHealth(await askHealth());
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
}

/** @returns {Promise<Health | null>} null if it does not answer */
export async function askHealth() {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await fetch('/healthz', { cache: 'no-store', signal });
    return response.ok ? readHealth(await response.json()) : null;
  } catch {
    // No server, no answer in time and an answer that is not JSON are all the same to the person.
    return null;
  }
}

/**
 * @param {Record<string, unknown>} fields
 * @returns {SlowFilter | null}
 */
function slowFilter(fields) {
  const duration_ms = amount(fields.avg_filter_duration_ms);
  const dropped = amount(fields.frames_dropped);
  const frame_rate = amount(fields.camera_frame_rate);
  const period_ms = amount(fields.duration_period_ms);
  if (!duration_ms || dropped === null || !frame_rate || !period_ms) return null;
  return { duration_ms, dropped, frame_rate, period_ms };
}

/**
 * @param {Record<string, unknown>} fields
 * @returns {BusyFilter | null}
 */
function busyFilter(fields) {
  const utilization = amount(fields.cpu_utilization);
  const period_ms = amount(fields.cpu_period_ms);
  return utilization && period_ms ? { utilization, period_ms } : null;
}

/** @param {unknown} value @returns {number | null} */
function amount(value) {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}
