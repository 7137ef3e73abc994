/** What the popup says, from what it knows. Pure. */

import { cameraFigures } from '../ui/camera-figures.js';
import { COMPOSED } from '../ui/effect-words.js';
import { reasonWords } from '../ui/reason-words.js';
import { problemWords, remedies, stateWords } from '../ui/server-words.js';
import { loadWords } from './load-words.js';

/** @typedef {import('../shared/messages.js').CameraStatus} CameraStatus */
/** @typedef {import('../shared/messages.js').Policy} Policy */
/** @typedef {import('../shared/translate.js').MessageKey} MessageKey */
/** @typedef {import('../shared/translate.js').Translate} Translate */

/** @typedef {import('../ui/server-state.js').ServerState} ServerState */

/**
 * What the popup knows of the tab in front of the person.
 * @typedef {object} Tab
 * @property {import('./tab-documents.js').Script} script
 * @property {string} origin its top-level origin, when known
 * @property {Policy} policy
 * @property {import('../shared/effect-choice.js').EffectChoice} choice what hides the background
 * @property {import('../shared/messages.js').Reason | null} notTaken why the last choice was not stored
 * @property {CameraStatus[]} cameras of all its documents
 * @property {import('../shared/messages.js').Refusal | null} refusal why the choice is not used
 * @property {boolean} workersAlone whether it has workers that nothing of ours may be in
 * @property {string} ownBlur the library with which it could blur for itself; empty for none
 * @property {boolean} leftAlone whether it may have cameras that Camveil knows nothing of
 */

/**
 * safe: nobody sees the room · open: somebody may · trouble: nothing can be hidden
 * @typedef {'asking' | 'idle' | 'safe' | 'open' | 'trouble'} Tone
 */

/**
 * @typedef {object} Said
 * @property {string} site
 * @property {Tone} tone
 * @property {string} effect the headline
 * @property {string} health one line: whether the person is protected, or why not; then figures
 * @property {string} server
 * @property {string} twice who else blurs, and where to switch it off; empty for nobody
 * @property {string} refused why another effect hides the background, or is chosen, than the one that
 *   the person wanted; empty for none
 * @property {string} load what the server has to say of the effect's cost; empty for nothing
 * @property {import('../ui/figures.js').Figure[]} loadFigures all that it counted
 * @property {boolean} reload whether the site's policy counts only when the tab is loaded again
 * @property {string} advice what else there is to know; empty for nothing
 * @property {string} problem why nothing can be hidden in this tab, and what to do; empty for none
 * @property {{what: string, command: string}[]} commands for a terminal that help against it
 * @property {boolean} options whether the options are the place to help oneself
 */

/**
 * @param {Translate} t
 * @param {Tab} tab
 * @param {ServerState} server
 * @param {string} address the server's
 * @returns {Said}
 */
export function words(t, tab, server, address) {
  const flowing = tab.cameras.filter((camera) => !camera.paused);
  const { tone, headline, why } = statusOf(tab, flowing, server);
  return {
    site: tab.script === 'here' ? siteName(tab.origin) : '',
    tone,
    effect: t(headline),
    health: [why && t(why), ...cameraFigures(t, flowing)].filter(Boolean).join(' · '),
    server: stateWords(t, server),
    twice: twiceOf(t, tab, flowing),
    refused: refusedOf(t, tab, flowing),
    ...loadWords(t, flowing),
    reload: needsReload(tab),
    advice: adviceOf(t, tab, flowing, server),
    ...problemOf(t, tab, server, address),
  };
}

/** @param {Tab} tab */
function needsReload({ script, policy, leftAlone, cameras }) {
  if (script !== 'here') return false;
  // Where no track needs it any more, Camveil leaves a page at once; it comes with a load only.
  return policy === 'alone' ? !leftAlone && cameras.length > 0 : leftAlone;
}

/** @param {ServerState} server */
const isMissing = ({ state }) => state === 'unpaired' || state === 'down';

/** @param {string} origin */
function siteName(origin) {
  return URL.canParse(origin) ? new URL(origin).host : origin;
}

/**
 * @param {Tab} tab
 * @param {CameraStatus[]} flowing those of its cameras that are not paused
 * @param {ServerState} server
 * @returns {{tone: Tone, headline: MessageKey, why: MessageKey | null}}
 */
function statusOf(tab, flowing, server) {
  const { script, policy, choice, refusal, cameras } = tab;
  if (script === 'asking') return { tone: 'asking', headline: 'headlineAsking', why: null };
  if (script === 'unreached') {
    return { tone: 'idle', headline: 'headlineUnreached', why: 'healthUnreached' };
  }
  // Whatever the other cameras show: one that Camveil knows nothing of may show the room.
  if (tab.leftAlone && policy !== 'alone') {
    return { tone: 'open', headline: 'headlineAlone', why: 'healthAloneYet' };
  }
  if (flowing.length > 0) {
    return shown({ policy, effect: refusal?.instead ?? choice.effect }, flowing, server);
  }
  if (cameras.length > 0) {
    return { tone: 'idle', headline: 'headlinePaused', why: 'healthPaused' };
  }
  if (policy === 'alone') return { tone: 'idle', headline: 'headlineAlone', why: 'healthAlone' };
  if (isMissing(server)) {
    return { tone: 'trouble', headline: 'headlineNoServer', why: 'healthUseless' };
  }
  return { tone: 'idle', headline: 'headlineReady', why: 'healthUnused' };
}

/**
 * @param {{policy: Policy, effect: import('../shared/effect-choice.js').EffectChoice['effect']}} used
 * @param {CameraStatus[]} flowing at least one
 * @param {ServerState} server
 * @returns {{tone: Tone, headline: MessageKey, why: MessageKey}}
 */
function shown({ policy, effect }, flowing, server) {
  const has = effectsOf(flowing);
  // The least hidden camera counts: nobody is told that the room is hidden while one shows it.
  if (has('raw') || has('arming')) {
    const headline = 'headlineRaw';
    if (policy === 'alone') return { tone: 'open', headline, why: 'healthAlone' };
    if (isMissing(server)) return { tone: 'open', headline, why: 'healthNoServer' };
    const arming = policy === 'always' || !has('raw');
    return { tone: 'open', headline, why: arming ? 'healthArming' : 'healthNotAsked' };
  }
  if (has('concealed')) {
    return { tone: 'safe', headline: 'headlineConcealed', why: 'healthHidden' };
  }
  return { tone: 'safe', headline: COMPOSED[effect], why: 'healthProtected' };
}

/** @param {CameraStatus[]} cameras */
function effectsOf(cameras) {
  return (/** @type {CameraStatus['effect']} */ effect) =>
    cameras.some((camera) => camera.effect === effect);
}

/**
 * @param {Translate} t
 * @param {Tab} tab
 * @param {CameraStatus[]} flowing
 */
function twiceOf(t, { ownBlur }, flowing) {
  const ours = flowing.filter(({ effect }) => effect === 'composed' || effect === 'concealed');
  if (ours.some(({ blurred_natively }) => blurred_natively)) return t('twiceBySystem');
  return ours.length > 0 && ownBlur !== '' ? t('twiceBySite', ownBlur) : '';
}

/**
 * @param {Translate} t
 * @param {Tab} tab
 * @param {CameraStatus[]} flowing
 */
function refusedOf(t, { notTaken, refusal }, flowing) {
  if (notTaken) return t('choiceNotTaken', reasonWords(t, notTaken));
  if (flowing.length === 0 || !refusal) return '';
  return t('backgroundNotShown', reasonWords(t, refusal.reason));
}

/**
 * @param {Translate} t
 * @param {Tab} tab
 * @param {CameraStatus[]} flowing
 * @param {ServerState} server
 */
function adviceOf(t, { script, workersAlone }, flowing, server) {
  if (script === 'unreached' || isMissing(server)) return '';
  const has = effectsOf(flowing);
  if (has('concealed') && !has('raw') && !has('arming')) return t('adviceConcealed');
  // The picture is as safe as elsewhere: what is missing is what the frames tell of themselves.
  return workersAlone && flowing.length > 0 ? t('adviceWorkers') : '';
}

/**
 * @param {Translate} t
 * @param {Tab} tab
 * @param {ServerState} server
 * @param {string} address
 * @returns {Pick<Said, 'problem' | 'commands' | 'options'>}
 */
function problemOf(t, { script }, server, address) {
  // An extension without the permission to see addresses cannot tell why: this is true of any tab.
  if (script === 'unreached') {
    return { problem: t('problemUnreached'), commands: [], options: false };
  }
  return { problem: problemWords(t, server, address), ...remedies(t, server) };
}
