/**
 * Copies of camera frames that wait for their masks, in order, each for a bounded time. A frame
 * whose mask does not come in time goes without one.
 */

/**
 * @typedef {object} Held
 * @property {number} timestamp_us
 * @property {number} until_ms
 * @property {VideoFrame | null} frame null while it is being copied
 * @property {ImageBitmap | null} mask
 */

export class HeldFrames {
  /** @type {Held[]} */
  #held = [];
  #clock;
  #within_ms;
  #deliver;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {import('../clock.js').Clock} clock
   * @param {number} within_ms longest wait for a mask
   * @param {(frame: VideoFrame, mask: ImageBitmap | null) => void} deliver consumes the frame
   */
  constructor(clock, within_ms, deliver) {
    this.#clock = clock;
    this.#within_ms = within_ms;
    this.#deliver = deliver;
  }

  /**
   * @param {number} timestamp_us
   * @param {Promise<VideoFrame>} copy ours from here on
   * @param {number} now_ms
   */
  add(timestamp_us, copy, now_ms) {
    const until_ms = now_ms + this.#within_ms;
    /** @type {Held} */
    const held = { timestamp_us, until_ms, frame: null, mask: null };
    this.#held.push(held);
    copy.then(
      (frame) => {
        if (!this.#held.includes(held)) {
          frame.close();
          return;
        }
        held.frame = frame;
        this.#flush(this.#clock.now());
      },
      () => {
        // This frame cannot be copied: it is lost, the next one may do.
        this.#remove(held);
        this.#flush(this.#clock.now());
      },
    );
    this.#flush(now_ms);
  }

  /**
   * @param {number} timestamp_us
   * @param {ImageBitmap} mask
   * @param {number} now_ms
   */
  mask(timestamp_us, mask, now_ms) {
    const held = this.#held.find((one) => one.timestamp_us === timestamp_us);
    if (held) held.mask = mask;
    this.#flush(now_ms);
  }

  /** Delivers what is there, with or without masks. */
  release() {
    this.#flush(Number.POSITIVE_INFINITY);
    this.clear();
  }

  /** Drops what is there. */
  clear() {
    this.#clock.clearTimeout(this.#timer);
    for (const { frame } of this.#held.splice(0)) if (frame) frame.close();
  }

  /** @param {Held} held */
  #remove(held) {
    this.#held = this.#held.filter((one) => one !== held);
  }

  /** @param {number} now_ms */
  #flush(now_ms) {
    for (let head = this.#held[0]; head; head = this.#held[0]) {
      if (now_ms < head.until_ms && !(head.frame && head.mask)) break;
      this.#held.shift();
      // A copy that is not made by now is closed when it is.
      if (head.frame) this.#deliver(head.frame, head.mask);
    }
    this.#clock.clearTimeout(this.#timer);
    const [head] = this.#held;
    if (!head) return;
    const wait_ms = Math.max(1, head.until_ms - now_ms);
    this.#timer = this.#clock.setTimeout(() => this.#flush(this.#clock.now()), wait_ms);
  }
}
