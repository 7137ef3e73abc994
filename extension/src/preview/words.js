/** What the preview says of what it shows. Pure. */

import { shownBy } from '../shared/shown.js';
import { cameraFigures } from '../ui/camera-figures.js';
import { COMPOSED } from '../ui/effect-words.js';
import { reasonWords } from '../ui/reason-words.js';

/** @typedef {import('../shared/messages.js').CameraStatus} CameraStatus */
/** @typedef {import('../shared/messages.js').Refusal} Refusal */
/** @typedef {import('../shared/translate.js').MessageKey} MessageKey */
/** @typedef {import('../shared/translate.js').Translate} Translate */

/** @type {Record<Exclude<import('../shared/shown.js').Shown, 'on'>, MessageKey>} */
const HEADLINES = {
  none: 'headlineAsking',
  concealed: 'headlineConcealed',
  'no-server': 'headlineConcealed',
  off: 'headlineRaw',
};

/**
 * @param {Translate} t
 * @param {object} found
 * @param {CameraStatus[]} found.cameras the preview's one, when it is open
 * @param {boolean} found.serverUp
 * @param {Refusal | null} found.refusal of the background that was chosen
 * @param {import('../shared/effect-choice.js').EffectChoice['effect']} found.effect that was chosen
 * @returns {{hidden: boolean, headline: string, figures: string}} whether the background is hidden, in
 *   a headline; then figures, or what is wrong
 */
export function words(t, { cameras, serverUp, refusal, effect }) {
  const shown = shownBy(cameras, serverUp);
  const hidden = shown === 'on';
  return {
    hidden,
    headline: t(hidden ? COMPOSED[refusal?.instead ?? effect] : HEADLINES[shown]),
    figures: figuresOf(t, cameras, shown === 'no-server', refusal),
  };
}

/**
 * @param {Translate} t
 * @param {CameraStatus[]} cameras
 * @param {boolean} serverMissing
 * @param {Refusal | null} refusal
 */
function figuresOf(t, cameras, serverMissing, refusal) {
  if (serverMissing) return t('headlineNoServer');
  if (refusal) return t('backgroundNotShown', reasonWords(t, refusal.reason));
  return cameraFigures(t, cameras).join(' · ');
}
