/** What the server says of itself: what it runs, and how long each stage takes. */

import { element } from '../ui/elements.js';
import { showFigures } from '../ui/figures.js';
import { modelName, providerName } from './model-words.js';

/** @typedef {import('../shared/protocol.js').Health} Health */
/** @typedef {import('../shared/translate.js').MessageKey} MessageKey */
/** @typedef {import('../shared/translate.js').Translate} Translate */

/**
 * @param {Translate} t
 * @param {Health | null} health
 * @returns {[MessageKey, string][]} what to show of it
 */
function figures(t, health) {
  const ms = (/** @type {number | undefined} */ value) =>
    value === undefined ? '–' : t('latency', value.toFixed(1));
  return [
    ['stageModel', health ? modelName(t, health.model) : '–'],
    ['stageProvider', health ? providerName(t, health.provider) : '–'],
    ['stageRate', health ? t('frameRate', Math.round(health.frame_rate)) : '–'],
    ['stageWait', ms(health?.decode_wait_ms)],
    ['stageSegment', ms(health?.segment_ms)],
    ['stageComposite', ms(health?.composite_ms)],
    ['stageEncode', ms(health?.encode_ms)],
  ];
}

/**
 * @param {Translate} t
 * @param {Health | null} health of a server that is up
 */
export function showServerFigures(t, health) {
  showFigures(
    element('stages'),
    figures(t, health).map(([name, value]) => [t(name), value]),
  );
}
