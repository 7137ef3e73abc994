/** The options page. */

import { LANGUAGE_KEY } from '../shared/language.js';
import { DEFAULT_POLICY_KEY, defaultPolicyOf } from '../shared/policies.js';
import { storedServer } from '../shared/server-store.js';
import { watchStored } from '../shared/stored-values.js';
import { isLanguage, LANGUAGES } from '../shared/translate.js';
import { element, say, sayIfAny, select } from '../ui/elements.js';
import { showPage, translatePage } from '../ui/page.js';
import { ServerQuestions } from '../ui/server-state.js';
import { leavingWords, problemWords, stateWords } from '../ui/server-words.js';
import { storeDefaultPolicy } from '../ui/stored-policies.js';
import { startServerSettings } from './server-settings.js';

const fallback = select('default');
const language = select('language');

const { chosen, translate: t } = await translatePage();
document.title = t('optionsTitle');
for (const [tag, name] of Object.entries(LANGUAGES)) {
  const option = new Option(name, tag);
  option.lang = tag;
  language.add(option);
}
language.value = isLanguage(chosen) ? chosen : '';

fallback.addEventListener('change', () => {
  const policy = /** @type {import('../shared/messages.js').Policy} */ (fallback.value);
  void storeDefaultPolicy(policy);
});
language.addEventListener('change', async () => {
  if (language.value === '') await chrome.storage.local.remove(LANGUAGE_KEY);
  else await chrome.storage.local.set({ [LANGUAGE_KEY]: language.value });
  location.reload();
});
watchStored(chrome.storage.local, [DEFAULT_POLICY_KEY], (stored) => {
  fallback.value = defaultPolicyOf(stored[DEFAULT_POLICY_KEY]);
});
/**
 * @param {import('../ui/server-state.js').ServerState} state
 * @param {import('../shared/server-store.js').StoredServer} server
 */
function showServer(state, { address }) {
  sayIfAny('leaving', leavingWords(t, address));
  say('server', stateWords(t, state));
  say('problem', problemWords(t, state, address));
  element('lamp').dataset.state = state.state;
}

const questions = new ServerQuestions(showServer);
showServer({ state: 'asking' }, await storedServer());
await startServerSettings(t, () => questions.ask());
showPage();
void questions.ask();
