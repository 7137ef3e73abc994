/** Whether a track's frames show what an app's call asks for. */

/** @typedef {import('../../shared/constraints.js').EffectSettings} EffectSettings */

/**
 * @param {import('./page-track.js').PageTrack} page
 * @param {EffectSettings} asked
 * @param {EffectSettings} before the call
 * @returns {() => boolean} whether they do by now, as far as that takes a frame
 */
export function framesObey(page, asked, before) {
  const { output } = page;
  /** Frames delivered before the engine obeyed. @type {typeof output.counts | undefined} */
  let from;
  return () => {
    if (!page.flows) return true;
    if (!output.obeys && !from) return false;
    from ??= output.counts;
    const { phase, counts } = output;
    const blurShown =
      !asked.backgroundBlur ||
      phase === 'concealed' ||
      (phase === 'composed' && counts.composed > from.composed);
    const maskShown =
      !asked.backgroundSegmentationMask ||
      before.backgroundSegmentationMask ||
      (phase === 'concealed' && (asked.backgroundBlur || page.configuration.forced)) ||
      counts.masked > from.masked;
    return blurShown && maskShown;
  };
}
