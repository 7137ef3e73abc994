/**
 * What MediaStreamTrack.stats counts (mediacapture-extensions), for one track of the page's: by a
 * clone of the camera's own track, from when somebody first asks.
 */

/** @typedef {import('../../shared/worlds.js').FrameCounts} FrameCounts */

export class FrameCounters {
  #camera;
  /** The camera's, when the page's track began. */
  #opened;
  /** What had been counted before the counter. @type {FrameCounts | null} null until somebody asks */
  #before = null;
  /** @type {MediaStreamTrack | null} */
  #counter = null;
  /** While it does, nothing is counted. */
  #rests = false;
  #ended = false;

  /** @param {MediaStreamTrack} camera the native track */
  constructor(camera) {
    this.#camera = camera;
    this.#opened = countsOf(camera);
  }

  /**
   * @param {boolean} enabled whether the page's track is
   * @returns {FrameCounts}
   */
  read(enabled) {
    if (!this.#rests) this.#counter ??= this.#camera.clone();
    this.setEnabled(enabled);
    return this.#counted();
  }

  /** @param {boolean} enabled of a disabled track nothing is counted */
  setEnabled(enabled) {
    if (this.#counter && this.#counter.enabled !== enabled) this.#counter.enabled = enabled;
  }

  /** @param {MediaTrackConstraints} constraints what the camera has just been given */
  applyConstraints(constraints) {
    // Good for the camera, so good for its clone; the page is told of the camera's own answer.
    this.#counter?.applyConstraints(constraints).catch(() => {});
  }

  /**
   * Makes way for a change of the camera: Chromium cannot start it anew, in another size, as long as
   * a clone of it lives.
   * @param {() => Promise<void>} change
   */
  async restFor(change) {
    const counter = this.#counter;
    if (!counter) return change();
    this.#rest();
    try {
      await change();
    } finally {
      if (!this.#ended) {
        this.#rests = false;
        this.read(counter.enabled);
      }
    }
  }

  /** What has been counted by then is what is told from then on. */
  end() {
    this.#ended = true;
    this.#rest();
  }

  #rest() {
    this.#before = this.#counted();
    this.#counter?.stop();
    this.#counter = null;
    this.#rests = true;
  }

  #counted() {
    this.#before ??= combine(countsOf(this.#camera), this.#opened, -1);
    return this.#counter ? combine(this.#before, countsOf(this.#counter), 1) : this.#before;
  }
}

/**
 * @param {MediaStreamTrack} track
 * @returns {FrameCounts}
 */
function countsOf(track) {
  const stats = /** @type {FrameCounts | null | undefined} */ (Reflect.get(track, 'stats'));
  const { deliveredFrames = 0, discardedFrames = 0, totalFrames = 0 } = stats ?? {};
  return { deliveredFrames, discardedFrames, totalFrames };
}

/**
 * @param {FrameCounts} counts
 * @param {FrameCounts} others
 * @param {1 | -1} sign
 * @returns {FrameCounts} their sum, or difference
 */
function combine(counts, others, sign) {
  return {
    deliveredFrames: counts.deliveredFrames + sign * others.deliveredFrames,
    discardedFrames: counts.discardedFrames + sign * others.discardedFrames,
    totalFrames: counts.totalFrames + sign * others.totalFrames,
  };
}
