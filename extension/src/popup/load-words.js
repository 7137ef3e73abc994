/** What the popup says of the load that the effect is, from the server's reports. Pure. */

/** @typedef {import('../shared/messages.js').CameraStatus} CameraStatus */
/** @typedef {import('../shared/protocol.js').FilterFrameDurationHigh} Slow */
/** @typedef {import('../shared/protocol.js').FilterCPUUtilizationHigh} Busy */
/** @typedef {import('../shared/translate.js').Translate} Translate */
/** @typedef {import('../ui/figures.js').Figure} Figure */

/**
 * @param {Translate} t
 * @param {CameraStatus[]} cameras
 * @returns {{load: string, loadFigures: Figure[]}} in a sentence or two, and all that was counted
 */
export function loadWords(t, cameras) {
  const reports = cameras.flatMap(({ load }) => load);
  // The worst of each: what takes most of its camera's interval, and of the processor.
  const [slow] = reports
    .filter((report) => report.type === 'filterFrameDurationHigh')
    .sort((a, b) => shareOf(b) - shareOf(a));
  const [busy] = reports
    .filter((report) => report.type === 'filterCPUUtilizationHigh')
    .sort((a, b) => b.cpuUtilization - a.cpuUtilization);
  return {
    load: [slow && slowWords(t, slow), busy && t('loadBusy', Math.round(busy.cpuUtilization))]
      .filter(Boolean)
      .join(' '),
    loadFigures: [...(slow ? slowFigures(t, slow) : []), ...(busy ? busyFigures(t, busy) : [])],
  };
}

/** @param {Slow} report */
function shareOf({ avgFilterDurationMillis, framerate }) {
  return (avgFilterDurationMillis * framerate) / 1000;
}

/**
 * @param {Translate} t
 * @param {Slow} report
 */
function slowWords(t, report) {
  const share = Math.round(100 * shareOf(report));
  const lost = report.framesDropped;
  return lost === 1 ? t('loadSlowOne', share) : t('loadSlow', share, lost);
}

/**
 * @param {Translate} t
 * @param {Slow} report
 * @returns {Figure[]}
 */
function slowFigures(t, { avgFilterDurationMillis, framerate, framesDropped, periodMillis }) {
  return [
    [t('loadDuration'), t('latency', avgFilterDurationMillis.toFixed(1))],
    [t('loadCamera'), t('frameRate', Math.round(framerate))],
    [t('loadLost'), String(framesDropped)],
    [t('loadFramesPeriod'), t('latency', Math.round(periodMillis))],
  ];
}

/**
 * @param {Translate} t
 * @param {Busy} report
 * @returns {Figure[]}
 */
function busyFigures(t, { cpuUtilization, filterMillis, periodMillis }) {
  return [
    [t('loadShare'), `${cpuUtilization.toFixed(1)} %`],
    [t('loadWorked'), t('latency', Math.round(filterMillis))],
    [t('loadCpuPeriod'), t('latency', Math.round(periodMillis))],
  ];
}
