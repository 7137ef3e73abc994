/** Why there is no camera, for the person. Pure. */

/** @typedef {import('../shared/translate.js').MessageKey} MessageKey */

/** By the names of getUserMedia's errors. @type {Record<string, MessageKey>} */
const PROBLEMS = {
  NotAllowedError: 'previewDenied',
  NotFoundError: 'previewNone',
  NotReadableError: 'previewBusy',
};

/** What is said of one that was there. @type {MessageKey} */
export const LOST = 'previewLost';

/**
 * @param {unknown} error of getUserMedia
 * @returns {MessageKey} its $1 is the error's name
 * @throws the same, if it is none of the browser's: then something is wrong with us
 */
export function problemOf(error) {
  if (!(error instanceof DOMException)) throw error;
  const known = Object.hasOwn(PROBLEMS, error.name) ? PROBLEMS[error.name] : undefined;
  return known ?? 'previewFailed';
}
