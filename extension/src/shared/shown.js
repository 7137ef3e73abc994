/** What a tab's cameras show, in one word. Pure. */

/** Best first: of several documents the worst counts. */
export const SHOWN = /** @type {const} */ (['none', 'on', 'concealed', 'no-server', 'off']);
/**
 * none: no picture · on: the background is hidden · concealed: the whole picture is · no-server: nothing
 * better can be had · off: the room is shown
 * @typedef {typeof SHOWN[number]} Shown
 */

/**
 * @param {unknown} value
 * @returns {value is Shown}
 */
export function isShown(value) {
  return SHOWN.some((one) => one === value);
}

/**
 * @param {readonly Shown[]} all
 * @returns {Shown}
 */
export function worstOf(all) {
  return SHOWN.findLast((one) => all.includes(one)) ?? 'none';
}

/**
 * @param {readonly import('./messages.js').CameraStatus[]} cameras
 * @param {boolean} serverUp
 * @returns {Shown}
 */
export function shownBy(cameras, serverUp) {
  const effects = cameras.filter(({ paused }) => !paused).map(({ effect }) => effect);
  if (effects.length === 0) return 'none';
  // It may still come back composed: what flows is more than what was asked.
  if (effects.every((effect) => effect === 'composed')) return 'on';
  if (!serverUp) return 'no-server';
  return effects.some((effect) => effect === 'raw' || effect === 'arming') ? 'off' : 'concealed';
}
