/** The options page. */

import { LANGUAGE_KEY } from '../shared/language.js';
import {
  DEFAULT_POLICY_KEY,
  defaultPolicyOf,
  POLICIES_KEY,
  POLICY_KEYS,
} from '../shared/policies.js';
import { storedServer } from '../shared/server-store.js';
import { storeDefaultPolicy } from '../shared/stored-policies.js';
import { watchStored } from '../shared/stored-values.js';
import { isLanguage, LANGUAGES } from '../shared/translate.js';
import { copyText } from '../ui/commands.js';
import { element, say, sayIfAny, select } from '../ui/elements.js';
import { showPage, translatePage } from '../ui/page.js';
import { ServerQuestions } from '../ui/server-state.js';
import { leavingWords, problemWords, stateWords } from '../ui/server-words.js';
import { diagnostics } from './diagnostics.js';
import { showFigures } from './server-figures.js';
import { startServerSettings } from './server-settings.js';
import { showSites } from './sites.js';

const fallback = select('default');
const languages = select('language');
/** What chrome.storage.local holds of the policies. @type {Record<string, unknown>} */
let stored = {};

const { chosen, language, translate: t } = await translatePage();
document.title = t('optionsTitle');
for (const [tag, name] of Object.entries(LANGUAGES)) {
  const option = new Option(name, tag);
  option.lang = tag;
  languages.add(option);
}
languages.value = isLanguage(chosen) ? chosen : '';

fallback.addEventListener('change', () => {
  const policy = /** @type {import('../shared/messages.js').Policy} */ (fallback.value);
  void storeDefaultPolicy(policy);
});
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
function showServer({ state, health, stored: server }) {
  sayIfAny('leaving', leavingWords(t, server.address));
  say('server', stateWords(t, state));
  say('problem', problemWords(t, state, server.address));
  element('lamp').dataset.state = state.state;
  showFigures(t, health);
  const { version } = chrome.runtime.getManifest();
  const browser = navigator.userAgent;
  const now = diagnostics({ version, browser, language, stored, server, state, health });
  // What the person may be selecting stays.
  if (report !== document.activeElement && report.value !== now) report.value = now;
}

/** @param {Record<string, unknown>} values */
function showStored(values) {
  stored = values;
  fallback.value = defaultPolicyOf(stored[DEFAULT_POLICY_KEY]);
  showSites(t, stored[POLICIES_KEY]);
}

const questions = new ServerQuestions(showServer);
const [commands, server, first] = await Promise.all([
  chrome.commands.getAll(),
  storedServer(),
  chrome.storage.local.get(POLICY_KEYS),
  startServerSettings(t, () => questions.ask()),
]);
say('shortcut', commands.find(({ name }) => name === 'toggle-blur')?.shortcut || t('shortcutNone'));
showStored(first);
showServer({ state: { state: 'asking' }, health: null, stored: server });
showPage();
watchStored(chrome.storage.local, POLICY_KEYS, showStored);
void questions.ask();
