/** What the page measures about the frames it gets. Time is an argument, in milliseconds. */

const RATE_WINDOW_MS = 2000;

/** Longer than this without a frame means that none are coming. */
const SILENCE_MS = 1000;

/** Pairs behind the median: two seconds of 30 frames a second. */
const LATENCY_PAIRS = 60;

/** Arrivals that wait for their counterpart; four seconds of frames, so that a lost one is forgotten. */
const UNPAIRED_ARRIVALS = 120;

/** Frames a second, over the last two seconds. */
export class FrameRateMeter {
  /** @type {number[]} */
  #arrivals_ms = [];

  /** @param {number} arrival_ms */
  record(arrival_ms) {
    this.#arrivals_ms.push(arrival_ms);
    this.#forgetBefore(arrival_ms - RATE_WINDOW_MS);
  }

  /**
   * @param {number} now_ms
   * @returns {number | null} null until two frames have come, 0 when none are coming any more
   */
  read(now_ms) {
    const last_ms = this.#arrivals_ms.at(-1);
    if (last_ms === undefined) return null;
    if (now_ms - last_ms > SILENCE_MS) return 0;
    const intervals = this.#arrivals_ms.length - 1;
    if (intervals === 0) return null;
    return (intervals * 1000) / (last_ms - /** @type {number} */ (this.#arrivals_ms[0]));
  }

  /** @param {number} oldest_ms */
  #forgetBefore(oldest_ms) {
    const kept = this.#arrivals_ms.findIndex((arrival_ms) => arrival_ms >= oldest_ms);
    this.#arrivals_ms.splice(0, kept);
  }
}

/**
 * How much later a frame arrives on the track with effects than on a clone without.
 *
 * A camera frame keeps its timestamp on every track, so equal timestamps are the same frame.
 * Either of the two may arrive first: without an effect both come at once.
 */
export class LatencyMeter {
  /** @type {Map<number, number>} timestamp in µs -> arrival */
  #reference_ms = new Map();
  /** @type {Map<number, number>} timestamp in µs -> arrival */
  #delivered_ms = new Map();
  /** @type {number[]} */
  #latencies_ms = [];

  /**
   * @param {number} timestamp_us
   * @param {number} arrival_ms
   */
  recordReference(timestamp_us, arrival_ms) {
    remember(this.#reference_ms, timestamp_us, arrival_ms);
    this.#pair(timestamp_us);
  }

  /**
   * @param {number} timestamp_us
   * @param {number} arrival_ms
   */
  recordDelivered(timestamp_us, arrival_ms) {
    remember(this.#delivered_ms, timestamp_us, arrival_ms);
    this.#pair(timestamp_us);
  }

  /** @returns {number | null} the median in ms, null before the first pair */
  p50() {
    if (this.#latencies_ms.length === 0) return null;
    const sorted = this.#latencies_ms.toSorted((a, b) => a - b);
    const half = (sorted.length - 1) / 2;
    const lower = /** @type {number} */ (sorted[Math.floor(half)]);
    const upper = /** @type {number} */ (sorted[Math.ceil(half)]);
    return (lower + upper) / 2;
  }

  /** Forget everything: what was measured under other settings says nothing about these. */
  reset() {
    this.#reference_ms.clear();
    this.#delivered_ms.clear();
    this.#latencies_ms = [];
  }

  /** @param {number} timestamp_us */
  #pair(timestamp_us) {
    const reference_ms = this.#reference_ms.get(timestamp_us);
    const delivered_ms = this.#delivered_ms.get(timestamp_us);
    if (reference_ms === undefined || delivered_ms === undefined) return;
    this.#reference_ms.delete(timestamp_us);
    this.#delivered_ms.delete(timestamp_us);
    this.#latencies_ms.push(delivered_ms - reference_ms);
    if (this.#latencies_ms.length > LATENCY_PAIRS) this.#latencies_ms.shift();
  }
}

/**
 * @param {Map<number, number>} arrivals_ms
 * @param {number} timestamp_us
 * @param {number} arrival_ms
 */
function remember(arrivals_ms, timestamp_us, arrival_ms) {
  arrivals_ms.set(timestamp_us, arrival_ms);
  if (arrivals_ms.size <= UNPAIRED_ARRIVALS) return;
  for (const oldest_us of arrivals_ms.keys()) {
    arrivals_ms.delete(oldest_us);
    return;
  }
}
