/** Small real things that stand for the browser in these tests. */

/** Lets everything that is already resolved run: no time passes, only this turn of the loop ends. */
export function turn() {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * @param {unknown} value of ours, in which objects need not inherit anything
 * @returns {any} the same as a test writes it
 */
export function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if (![null, Object.prototype].includes(Object.getPrototypeOf(value))) return value;
  const members = Reflect.ownKeys(value).map((name) => [name, plain(Reflect.get(value, name))]);
  return Object.fromEntries(members);
}

/** Time that moves only when it is told to, with its timers. */
export class FakeClock {
  #now_ms = 0;
  #lastId = 0;
  /** @type {Map<number, {at_ms: number, fn: () => void}>} */
  #timers = new Map();

  now = () => this.#now_ms;

  /**
   * @param {() => void} fn
   * @param {number} ms
   */
  setTimeout = (fn, ms) => {
    this.#lastId += 1;
    this.#timers.set(this.#lastId, { at_ms: this.#now_ms + ms, fn });
    return this.#lastId;
  };

  /** @param {number | undefined} id */
  clearTimeout = (id) => {
    if (id !== undefined) this.#timers.delete(id);
  };

  /** How many timers are still to fire. */
  get pending() {
    return this.#timers.size;
  }

  /**
   * Fires what is due on the way, in order; promises settle after each timer.
   * @param {number} ms
   */
  async advance(ms) {
    const end_ms = this.#now_ms + ms;
    await turn();
    for (;;) {
      const [next] = [...this.#timers].sort(([, a], [, b]) => a.at_ms - b.at_ms);
      if (!next || next[1].at_ms > end_ms) break;
      this.#timers.delete(next[0]);
      this.#now_ms = Math.max(this.#now_ms, next[1].at_ms);
      next[1].fn();
      await turn();
    }
    this.#now_ms = end_ms;
  }
}

/**
 * The browser's scheduler, on a clock of the test.
 * @param {FakeClock} clock
 */
export function fakeScheduler(clock) {
  return {
    /**
     * @param {() => void} fn
     * @param {{delay: number, signal: AbortSignal}} options
     */
    postTask(fn, { delay, signal }) {
      const id = clock.setTimeout(fn, delay);
      signal.addEventListener('abort', () => clock.clearTimeout(id));
      return Promise.resolve();
    },
  };
}

/** A generator, or a clone of one, as far as the extension looks at it. */
export class FakeTrack extends EventTarget {
  enabled = true;
  readyState = 'live';
  writable = {};
  clone = () => new FakeTrack();
  getSettings = () => ({ deviceId: 'camera' });
  stop() {
    this.readyState = 'ended';
  }
}

/** A VideoFrame as far as the extension looks at it, 4 x 2 pixels; knows which of them are open. */
export class FakeFrame {
  /** @type {Set<FakeFrame>} */
  static open = new Set();

  format = 'I420';
  displayWidth = 4;
  displayHeight = 2;
  visibleRect = { width: 4, height: 2 };
  colorSpace = { toJSON: () => ({}) };
  duration = null;
  kind = 'made';

  /**
   * @param {unknown} _data
   * @param {{timestamp: number}} init
   */
  constructor(_data, { timestamp }) {
    this.timestamp = timestamp;
    FakeFrame.open.add(this);
  }

  /** @param {number} timestamp_us */
  static ofCamera(timestamp_us) {
    const frame = new FakeFrame(null, { timestamp: timestamp_us });
    frame.kind = 'camera';
    return frame;
  }

  clone() {
    const clone = new FakeFrame(null, this);
    clone.kind = this.kind;
    return clone;
  }

  close() {
    FakeFrame.open.delete(this);
  }

  metadata() {
    return {};
  }

  allocationSize() {
    return 12;
  }

  async copyTo() {
    return [
      { offset: 0, stride: 4 },
      { offset: 8, stride: 2 },
      { offset: 10, stride: 2 },
    ];
  }
}

/**
 * The same numbers in every run.
 * @param {number} seed
 * @returns {() => number} 0 to 1, 1 not included (mulberry32)
 */
export function seededRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
