/**
 * What an engine tells its host, in as few messages as tell it the same: each one costs the page's
 * thread some time. Pure.
 */

/** Camera frames of which the host may hear late. */
const MOST_FRAMES = 10;

/** @typedef {import('./engine-messages.js').EngineEvent} EngineEvent */

export class EventBatch {
  #post;
  /** @type {EngineEvent[]} */
  #waiting = [];
  #frames = 0;

  /** @param {(events: EngineEvent[]) => void} post */
  constructor(post) {
    this.#post = post;
  }

  /** @param {EngineEvent} event sent with all that wait, or waits itself */
  add(event) {
    this.#waiting.push(event);
    if (event[0] === 'camera') this.#frames += 1;
    if (canWait(event) && this.#frames < MOST_FRAMES) return;
    const events = this.#waiting;
    this.#waiting = [];
    this.#frames = 0;
    this.#post(events);
  }
}

/**
 * Of a frame that is as the host expects of a track without effects, it need not hear.
 * @param {EngineEvent} event
 */
function canWait(event) {
  if (event[0] !== 'delivered') return event[0] === 'camera';
  const [, , , { blurred, mask }] = event;
  return !blurred && !mask;
}
