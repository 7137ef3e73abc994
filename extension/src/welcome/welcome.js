/** The page after the installation: is there a server, what do others see, and which sites. */

import { choicesArea } from '../shared/choices-area.js';
import { DEFAULT_POLICY_KEY, defaultPolicyOf } from '../shared/policies.js';
import { storeDefaultPolicy } from '../shared/stored-policies.js';
import { showCommands } from '../ui/commands.js';
import { element, say } from '../ui/elements.js';
import { showPage, translatePage } from '../ui/page.js';
import { PolicyRadios } from '../ui/policy-choice.js';
import { ServerQuestions } from '../ui/server-state.js';
import { problemWords, remedies, stateWords } from '../ui/server-words.js';

const area = choicesArea(false);
const { translate: t } = await translatePage();
const policies = new PolicyRadios(t, element('policies'), 'others', (policy) => {
  void storeDefaultPolicy(area, policy);
});
const frame = element('frame');
const show = element('show');
document.title = t('welcomeTitle');

show.addEventListener('click', () => {
  const on = frame.childElementCount > 0;
  show.textContent = t(on ? 'welcomeShow' : 'welcomeHide');
  if (on) {
    // Its camera goes with it.
    frame.replaceChildren();
    return;
  }
  const preview = document.createElement('iframe');
  preview.src = '../preview/preview.html';
  preview.allow = 'camera';
  preview.title = t('previewTitle');
  frame.append(preview);
});
element('options').addEventListener('click', () => chrome.runtime.openOptionsPage());

area.watch([DEFAULT_POLICY_KEY], (stored) => {
  policies.show(defaultPolicyOf(stored[DEFAULT_POLICY_KEY]));
});
void new ServerQuestions(({ state, stored: { address } }) => {
  const { commands, options } = remedies(t, state);
  say('server', stateWords(t, state));
  say('problem', problemWords(t, state, address));
  element('lamp').dataset.state = state.state;
  showCommands(t, element('commands'), commands);
  element('options').hidden = !options;
  // Not before: what comes would move the rest.
  showPage();
}).ask();
