/**
 * What others see while blur is on, without any call: the camera, through what a page's camera goes
 * through. It is off again when this page is closed.
 */

import { clock } from '../content/clock.js';
import { Engines } from '../content/engine/engines.js';
import { SitePolicy } from '../content/link/site-policy.js';
import { askWorker } from '../content/link/worker-client.js';
import { PageCameras } from '../content/tracks/page-cameras.js';
import { choicesArea } from '../shared/choices-area.js';
import { splitConstraints } from '../shared/constraints.js';
import { CHOICES_KEY, ONLY_ME_KEY, wishOf } from '../shared/effect-choice.js';
import { element, say } from '../ui/elements.js';
import { showPage, translatePage } from '../ui/page.js';
import { LOST, problemOf } from './camera-problem.js';
import { words } from './words.js';

/** @typedef {import('../shared/translate.js').MessageKey} MessageKey */

const SIZE = { width: { ideal: 1280 }, height: { ideal: 720 } };

const { translate: t } = await translatePage();
const video = /** @type {HTMLVideoElement} */ (element('video'));

// Whose choice is shown: a site's, or that of all others.
const asked = new URLSearchParams(location.search);
const origin = asked.get('origin');
const area = choicesArea(asked.has('private'));
const keys = [CHOICES_KEY, ONLY_ME_KEY];
let choice = wishOf(await area.get(keys), origin);

/** @type {PageCameras | undefined} */
let cameras;
const policy = new SitePolicy(clock, (forced) => cameras?.setForced(forced));
// What others see when it counts: with blur on, whatever the app asks for.
policy.set('always');
cameras = new PageCameras({
  ask: askWorker,
  // This page is busy with nothing else, and the extension's own policy allows no other way.
  engines: new Engines('', async () => false, clock),
  policy,
  choice,
  onLeftAlone: () => {},
  onStatus: (statuses, serverUp, refusal) => {
    const said = words(t, { cameras: statuses, serverUp, refusal, effect: choice.effect });
    element('lamp').dataset.state = said.hidden ? 'up' : 'asking';
    say('effect', said.headline);
    say('figures', said.figures);
  },
});

async function start() {
  element('problem').hidden = true;
  element('lamp').hidden = false;
  say('effect', t('headlineAsking'));
  try {
    const { tracks } = await /** @type {PageCameras} */ (cameras).open(
      undefined,
      splitConstraints(SIZE, Object.keys(SIZE)),
    );
    video.srcObject = new MediaStream(tracks);
    for (const track of tracks) {
      track.addEventListener('ended', () => showProblem(LOST));
      // It may have gone while it was being opened.
      if (track.readyState === 'ended') showProblem(LOST);
    }
  } catch (error) {
    showProblem(problemOf(error), /** @type {Error} */ (error).name);
  }
}

/**
 * @param {MessageKey} key
 * @param {string} [name] the error's
 */
function showProblem(key, name = '') {
  video.srcObject = null;
  say('effect', '');
  say('figures', '');
  element('lamp').hidden = true;
  say('problem-text', t(key, name));
  element('problem').hidden = false;
}

area.watch(keys, (stored) => {
  choice = wishOf(stored, origin);
  cameras?.setChoice(choice);
});
document.title = t('previewTitle');
element('again').addEventListener('click', start);
window.addEventListener('pagehide', () => cameras?.suspend());
showPage();
await start();
