/** Why there is no picture, and what to do about it, in words. */

/** @typedef {{ readonly title: string, readonly text: string }} Notice */

/** @type {Notice} */
export const STARTING = {
  title: 'Starting the camera…',
  text: 'If the browser asks, allow this page to use it.',
};

/** @type {Notice} */
export const STOPPED = {
  title: 'The camera is off',
  text: 'Nothing is captured or sent.',
};

/** @type {Readonly<Record<string, Notice>>} error name -> notice */
const FAILURES = {
  NotAllowedError: {
    title: 'The camera is not allowed',
    text: 'Allow the camera for this page beside the address, then start it again.',
  },
  NotFoundError: {
    title: 'No camera was found',
    text: 'Connect one and start it again. In a checkout, make demo plays a sample clip instead.',
  },
  NotReadableError: {
    title: 'The camera cannot be opened',
    text: 'Another program may be using it. Close that program, then start the camera again.',
  },
  CameraGone: {
    title: 'The camera was disconnected',
    text: 'Connect it again, then start the camera.',
  },
  InsecurePage: {
    title: 'The camera needs a secure page',
    text: 'Open this page as http://127.0.0.1:8793/ or http://localhost:8793/.',
  },
  NoFrameAccess: {
    title: 'This browser cannot show the demo',
    text: 'It lacks MediaStreamTrackProcessor. Use Chromium, Chrome or Edge.',
  },
};

/** An end of the camera that the platform has no error name for. */
export class CameraFailure extends Error {
  /** @param {'CameraGone' | 'InsecurePage' | 'NoFrameAccess'} name */
  constructor(name) {
    super(name);
    this.name = name;
  }
}

/**
 * @param {unknown} error
 * @returns {Notice}
 */
export function describeFailure(error) {
  const name = error instanceof Error ? error.name : '';
  const known = Object.hasOwn(FAILURES, name) ? FAILURES[name] : undefined;
  return known ?? { title: 'The camera cannot be shown', text: sentence(error) };
}

/**
 * Why a switch did not follow.
 *
 * @param {unknown} error of applyConstraints
 */
export function describeRefusal(error) {
  const name = error instanceof Error ? error.name : '';
  if (name === 'OperationError') return 'Not changed: no frame with the effect came in time.';
  if (name === 'OverconstrainedError') return 'Not changed: the camera does not allow it now.';
  return `Not changed: ${sentence(error)}`;
}

/**
 * What the effect takes of the machine, if that is too much.
 *
 * @param {import('./health.js').Health} health
 * @returns {string} empty if it is not
 */
export function describeLoad({ slow, busy }) {
  const sentences = [];
  if (slow) {
    const interval_ms = (1000 / slow.frame_rate).toFixed(1);
    const dropped = slow.dropped === 1 ? '1 frame' : `${slow.dropped} frames`;
    sentences.push(
      `The effect takes ${slow.duration_ms.toFixed(1)} ms of the ${interval_ms} ms between two ` +
        `frames; ${dropped} went without it in ${(slow.period_ms / 1000).toFixed(1)} s.`,
    );
  }
  if (busy)
    sentences.push(`It keeps a core busy for ${Math.round(busy.utilization)} % of the time.`);
  return sentences.join(' ');
}

/** @param {unknown} error */
function sentence(error) {
  return error instanceof Error ? error.message || error.name : String(error);
}
