/** Why there is no camera, for the person. Pure. */

/** @typedef {import('../shared/translate.js').MessageKey} MessageKey */

/** By the names of getUserMedia's errors. @type {Record<string, MessageKey>} */
const PROBLEMS = {
  NotAllowedError: 'previewDenied',
  NotFoundError: 'previewNone',
  NotReadableError: 'previewBusy',
};

/**
 * @param {unknown} error of getUserMedia
 * @returns {MessageKey}
 * @throws the same, if it is of another kind: then something is wrong with us
 */
export function problemOf(error) {
  const key = error instanceof DOMException ? PROBLEMS[error.name] : undefined;
  if (key === undefined) throw error;
  return key;
}
