/** The popup: what is on in the tab in front of the person, and what they choose for its site. */

import { listBackgrounds } from '../shared/background-store.js';
import { choicesArea } from '../shared/choices-area.js';
import { CHOICES_KEY, choiceOf, withChoice } from '../shared/effect-choice.js';
import {
  DEFAULT_POLICY_KEY,
  POLICIES_KEY,
  POLICY_KEYS,
  policyOf,
  withPolicy,
} from '../shared/policies.js';
import { DEFAULT_ADDRESS } from '../shared/server-address.js';
import { storedServer } from '../shared/server-store.js';
import { storeChoice } from '../shared/stored-choices.js';
import { CheckedChoices } from '../ui/checked-choices.js';
import { showCommands } from '../ui/commands.js';
import { EffectChooser } from '../ui/effect-chooser.js';
import { element, say, sayIfAny, select } from '../ui/elements.js';
import { showFigures } from '../ui/figures.js';
import { showPage, translatePage } from '../ui/page.js';
import { offerPolicies, PolicyRadios } from '../ui/policy-choice.js';
import { ServerQuestions } from '../ui/server-state.js';
import { leavingWords } from '../ui/server-words.js';
import { subject, watchTab } from './watch-tab.js';
import { words } from './words.js';

/** What is read of chrome.storage.local. */
const KEYS = [...POLICY_KEYS, CHOICES_KEY];

/** @type {Omit<import('./words.js').Tab, 'policy' | 'choice' | 'notTaken'>} */
let tab = {
  script: 'asking',
  origin: '',
  cameras: [],
  refusal: null,
  workersAlone: false,
  ownBlur: '',
  leftAlone: false,
};
/** @type {import('../ui/server-state.js').ServerState} */
let server = { state: 'asking' };
let address = DEFAULT_ADDRESS;
/** What chrome.storage.local holds under them. @type {Record<string, unknown>} */
let stored = {};
/** Choices that are made and not yet stored. */
let storing = 0;
/** Why the last one was taken back; null if it was not. @type {import('../shared/messages.js').Reason | null} */
let notTaken = null;
const checked = new CheckedChoices();

const policies = /** @type {HTMLFieldSetElement} */ (element('policies'));
const fallback = select('default');

/** Whether all is there that is shown. */
let complete = false;
const [{ tabId, area }, { translate: t }] = await Promise.all([
  begin(),
  translatePage(),
  storedServer().then((found) => {
    ({ address } = found);
  }),
]);

const effects = /** @type {HTMLFieldSetElement} */ (element('effects'));
const chooser = new EffectChooser(t, effects, (choice) => {
  const { origin } = tab;
  // An app can ask for blur alone: all else is the person's wish, whatever the app asks for.
  const forced = choice.effect === 'blur' ? {} : withPolicyHere('always');
  const chosen = { [CHOICES_KEY]: withChoice(stored[CHOICES_KEY], origin, choice) };
  void choose({ ...chosen, ...forced }, async () => {
    notTaken = null;
    // What hides comes first.
    await area.set(forced);
    notTaken = await checked.store(choice, () => storeChoice(area, origin, choice));
  });
});

// The page does not wait for them: they come last among the tiles, and move nothing.
void listBackgrounds().then((backgrounds) => chooser.setBackgrounds(backgrounds));
const radios = new PolicyRadios(t, policies, 'name', (policy) => {
  const items = withPolicyHere(policy);
  void choose(items, () => area.set(items));
});
offerPolicies(t, fallback, 'others', (policy) => {
  const items = { [DEFAULT_POLICY_KEY]: policy };
  void choose(items, () => area.set(items));
});

/** Finds out about which tab it is, and what is stored for that kind of window. */
async function begin() {
  // Nearly always it is a usual window: what is stored for those is read meanwhile.
  const [{ id, incognito }, usual] = await Promise.all([subject(), choicesArea(false).get(KEYS)]);
  watchTab(id, ({ script, origin, cameras, refusal, workersAlone, ownBlur, leftAlone }) => {
    tab = { script, origin, cameras, refusal, workersAlone, ownBlur, leftAlone };
    render();
  });
  const area = choicesArea(incognito);
  stored = incognito ? await area.get(KEYS) : usual;
  element('private').hidden = !incognito;
  return { tabId: id, area };
}

function render() {
  if (!complete) return;
  const policy = policyOf(stored[POLICIES_KEY], tab.origin, stored[DEFAULT_POLICY_KEY]);
  const here = tab.script === 'here';
  const choice = choiceOf(stored[CHOICES_KEY], here ? tab.origin : null);
  const said = words(t, { ...tab, policy, choice, notTaken }, server, address);
  sayIfAny('leaving', leavingWords(t, address));
  say('site', said.site);
  element('site').title = said.site;
  element('status').dataset.tone = said.tone;
  say('effect', said.effect);
  say('health', said.health);
  say('server', said.server);
  element('lamp').dataset.state = server.state;
  sayIfAny('twice', said.twice);
  sayIfAny('refused', said.refused);
  element('load-card').hidden = said.load === '';
  say('load', said.load);
  showFigures(element('load-figures'), said.loadFigures);
  sayIfAny('advice', said.advice);
  // In the place of what is of no use then: what helps is seen without scrolling, and nothing moves.
  effects.dataset.instead = String(said.problem !== '');
  element('problem-card').hidden = said.problem === '';
  say('problem', said.problem);
  showCommands(t, element('commands'), said.commands);
  element('open-options').hidden = !said.options;
  chooser.show(choice, here && policy !== 'alone');
  policies.disabled = !here;
  radios.show(here ? policy : null);
  fallback.value = policyOf(undefined, '', stored[DEFAULT_POLICY_KEY]);
  element('reload-card').hidden = !said.reload;
}

/**
 * Known from what was read before: who chooses may close the popup before anything is read again.
 * @param {import('../shared/messages.js').Policy} policy of the tab's site
 * @returns {Record<string, unknown>} what to store
 */
function withPolicyHere(policy) {
  const { [POLICIES_KEY]: sites, [DEFAULT_POLICY_KEY]: others } = stored;
  return { [POLICIES_KEY]: withPolicy(sites, tab.origin, policy, others) };
}

/**
 * Shows a choice at once, and no older one until it is stored: a switch must not jump back.
 * @param {Record<string, unknown>} changed
 * @param {() => Promise<void>} store is called at once
 */
async function choose(changed, store) {
  stored = { ...stored, ...changed };
  storing += 1;
  render();
  await store();
  storing -= 1;
  // Whoever is the last to store knows what is.
  if (storing > 0) return;
  stored = await area.get(KEYS);
  render();
}

for (const id of ['options', 'open-options']) {
  element(id).addEventListener('click', () => chrome.runtime.openOptionsPage());
}
element('preview').addEventListener('click', async () => {
  const url = new URL(chrome.runtime.getURL('preview/preview.html'));
  if (tab.origin !== '') url.searchParams.set('origin', tab.origin);
  if (!element('private').hidden) url.searchParams.set('private', '');
  await chrome.windows.create({ url: url.href, type: 'popup', width: 560, height: 520 });
});
element('reload').addEventListener('click', () => {
  if (tabId !== undefined) void chrome.tabs.reload(tabId);
});

complete = true;
render();
showPage();
area.watch(KEYS, (values) => {
  if (storing > 0) return;
  stored = values;
  render();
});
void new ServerQuestions(({ state, stored: chosen }) => {
  server = state;
  ({ address } = chosen);
  render();
}).ask();
