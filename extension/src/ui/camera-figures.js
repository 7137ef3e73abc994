/** What is told of cameras in figures. Pure. */

/** @typedef {import('../shared/messages.js').CameraStatus} CameraStatus */
/** @typedef {import('../shared/translate.js').Translate} Translate */

/**
 * @param {Translate} t
 * @param {CameraStatus[]} cameras
 * @returns {string[]} what pages get beside the frames of any, and the worst rate and latency
 */
export function cameraFigures(t, cameras) {
  const [slowest] = cameras.map((camera) => camera.frame_rate).sort((a, b) => a - b);
  if (slowest === undefined) return [];
  const masked = cameras.some((camera) => camera.mask && camera.effect !== 'concealed');
  const latency_ms = Math.max(...cameras.map((camera) => camera.latency_ms));
  return [
    ...(masked ? [t('withMask')] : []),
    t('frameRate', Math.round(slowest)),
    ...(latency_ms > 0 ? [t('latency', Math.round(latency_ms))] : []),
  ];
}
