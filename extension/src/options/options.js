/** The options page. */

import { choicesArea } from '../shared/choices-area.js';
import { CHOICES_KEY, choiceOf, ONLY_ME_KEY } from '../shared/effect-choice.js';
import { LANGUAGE_KEY } from '../shared/language.js';
import { DEFAULT_POLICY_KEY, defaultPolicyOf, POLICY_KEYS } from '../shared/policies.js';
import { storedServer } from '../shared/server-store.js';
import { storeChoice } from '../shared/stored-choices.js';
import { storeDefaultPolicy } from '../shared/stored-policies.js';
import { isLanguage, LANGUAGES } from '../shared/translate.js';
import { CheckedChoices } from '../ui/checked-choices.js';
import { copyText } from '../ui/commands.js';
import { EffectChooser } from '../ui/effect-chooser.js';
import { element, say, sayIfAny, select } from '../ui/elements.js';
import { showPage, translatePage } from '../ui/page.js';
import { offerPolicies } from '../ui/policy-choice.js';
import { reasonWords } from '../ui/reason-words.js';
import { ServerQuestions } from '../ui/server-state.js';
import { leavingWords, problemWords, stateWords } from '../ui/server-words.js';
import { startBackgrounds } from './backgrounds.js';
import { diagnostics } from './diagnostics.js';
import { ModelSettings } from './model-settings.js';
import { showServerFigures } from './server-figures.js';
import { startServerSettings } from './server-settings.js';
import { showSites } from './sites.js';

/** This page is of no private window. */
const area = choicesArea(false);
const fallback = select('default');
const languages = select('language');
const people = select('people');
/** What is read of chrome.storage.local. */
const KEYS = [...POLICY_KEYS, CHOICES_KEY, ONLY_ME_KEY];
/** What it holds under them. @type {Record<string, unknown>} */
let stored = {};

const { chosen, language, translate: t } = await translatePage();
document.title = t('optionsTitle');
for (const [tag, name] of Object.entries(LANGUAGES)) {
  const option = new Option(name, tag);
  option.lang = tag;
  languages.add(option);
}
languages.value = isLanguage(chosen) ? chosen : '';

offerPolicies(t, fallback, 'others', (policy) => void storeDefaultPolicy(area, policy));
people.addEventListener('change', () => area.set({ [ONLY_ME_KEY]: people.value === 'only-me' }));
languages.addEventListener('change', async () => {
  if (languages.value === '') await chrome.storage.local.remove(LANGUAGE_KEY);
  else await chrome.storage.local.set({ [LANGUAGE_KEY]: languages.value });
  location.reload();
});
element('change-shortcut').addEventListener('click', () =>
  chrome.tabs.create({ url: 'chrome://extensions/shortcuts' }),
);
const report = /** @type {HTMLTextAreaElement} */ (element('diagnostics'));
const copy = /** @type {HTMLButtonElement} */ (element('copy'));
copy.addEventListener('click', () => copyText(t, copy, report.value));

/** @param {import('../ui/server-state.js').Answer & {stored: import('../shared/server-store.js').StoredServer}} answer */
function showServer(answer) {
  const { state, health, stored: server } = answer;
  sayIfAny('leaving', leavingWords(t, server.address));
  say('server', stateWords(t, state));
  say('problem', problemWords(t, state, server.address));
  element('lamp').dataset.state = state.state;
  showServerFigures(t, health);
  models.show(answer);
  const { version } = chrome.runtime.getManifest();
  const browser = navigator.userAgent;
  const now = diagnostics({ version, browser, language, stored, server, state, health });
  // What the person may be selecting stays.
  if (report !== document.activeElement && report.value !== now) report.value = now;
}

const effects = /** @type {HTMLFieldSetElement} */ (element('effects'));
/** Choices that are made and not yet stored: until then no older one is shown. */
let storing = 0;
const checked = new CheckedChoices();
const chooser = new EffectChooser(t, effects, async (choice) => {
  storing += 1;
  chooser.show(choice, true);
  sayIfAny('refused', '');
  const reason = await checked.store(choice, () => storeChoice(area, null, choice));
  storing -= 1;
  if (reason === null) return;
  sayIfAny('refused', t('choiceNotTaken', reasonWords(t, reason)));
  showStored(await area.get(KEYS));
});

/** @param {Record<string, unknown>} values */
function showStored(values) {
  stored = values;
  fallback.value = defaultPolicyOf(stored[DEFAULT_POLICY_KEY]);
  people.value = stored[ONLY_ME_KEY] === true ? 'only-me' : 'all';
  showSites(t, stored);
  if (storing === 0) chooser.show(choiceOf(stored[CHOICES_KEY], null), true);
}

const questions = new ServerQuestions(showServer);
const models = new ModelSettings(t, () => void questions.ask());
const [commands, server, first] = await Promise.all([
  chrome.commands.getAll(),
  storedServer(),
  area.get(KEYS),
  startServerSettings(t, () => questions.ask()),
  startBackgrounds(t, (backgrounds) => chooser.setBackgrounds(backgrounds)),
]);
say('shortcut', commands.find(({ name }) => name === 'toggle-blur')?.shortcut || t('shortcutNone'));
showStored(first);
showServer({ state: { state: 'asking' }, health: null, stored: server });
showPage();
area.watch(KEYS, showStored);
void questions.ask();
