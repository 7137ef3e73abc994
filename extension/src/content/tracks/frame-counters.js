/**
 * What MediaStreamTrack.stats counts (mediacapture-extensions), for one track of the page's: by a
 * clone of the camera's own track, from when somebody first asks.
 */

/** @typedef {import('../../shared/worlds.js').FrameCounts} FrameCounts */

export class FrameCounters {
  #camera;
  /** The camera's, when the page's track began. */
  #opened;
  /** What had been counted when somebody first asked. @type {FrameCounts | null} */
  #before = null;
  /** @type {MediaStreamTrack | null} */
  #counter = null;

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
    this.#before ??= combine(countsOf(this.#camera), this.#opened, -1);
    this.#counter ??= this.#camera.clone();
    this.setEnabled(enabled);
    return combine(this.#before, countsOf(this.#counter), 1);
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

  end() {
    this.#counter?.stop();
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
