/** What the server says of itself: what it runs, and how long each stage takes. */

import { showCommands } from '../ui/commands.js';
import { element } from '../ui/elements.js';

/** @typedef {import('../shared/protocol.js').Health} Health */
/** @typedef {import('../shared/translate.js').MessageKey} MessageKey */
/** @typedef {import('../shared/translate.js').Translate} Translate */

/** What the server alone chooses, and says itself how. @type {[MessageKey, string][]} */
const COMMANDS = [
  ['commandModel', 'camveil config explain model'],
  ['commandProvider', 'camveil config explain provider'],
];

/**
 * @param {Translate} t
 * @param {Health | null} health
 * @returns {[MessageKey, string][]} what to show of it
 */
function figures(t, health) {
  const ms = (/** @type {number | undefined} */ value) =>
    value === undefined ? '–' : t('latency', value.toFixed(1));
  return [
    ['stageModel', health?.model ?? '–'],
    ['stageProvider', health?.provider ?? '–'],
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
export function showFigures(t, health) {
  const rows = figures(t, health).map(([name, value]) => {
    const row = document.createElement('div');
    const term = document.createElement('dt');
    const figure = document.createElement('dd');
    term.textContent = t(name);
    figure.textContent = value;
    row.append(term, figure);
    return row;
  });
  element('stages').replaceChildren(...rows);
  showCommands(
    t,
    element('commands'),
    COMMANDS.map(([what, command]) => ({ what: t(what), command })),
  );
}
