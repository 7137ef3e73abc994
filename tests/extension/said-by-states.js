/** Which messages the pages' words come from, in each of the states on standard input, as JSON. */

import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';

import { words } from '../../extension/src/popup/words.js';
import { LOST, problemOf } from '../../extension/src/preview/camera-problem.js';
import { CHOICES_KEY, choiceOf } from '../../extension/src/shared/effect-choice.js';
import { DEFAULT_POLICY_KEY, POLICIES_KEY, policyOf } from '../../extension/src/shared/policies.js';
import { DEFAULT_ADDRESS } from '../../extension/src/shared/server-address.js';
import { ask } from '../../extension/src/ui/server-state.js';
import { leavingWords } from '../../extension/src/ui/server-words.js';

/**
 * @typedef {object} State as the browser's tests have them
 * @property {string} page
 * @property {import('../../extension/src/shared/messages.js').FrameStatus | 'asking' | null} tab
 * @property {object | string | null} health
 * @property {Record<string, unknown>} stored
 * @property {import('../../extension/src/shared/server-store.js').StoredServer | null} server
 * @property {string} camera
 * @property {import('../../extension/src/shared/messages.js').Reason | null} not_taken
 */

/** Where it is decided what is said. */
const DECIDING = [
  'popup/load-words.js',
  'popup/words.js',
  'preview/camera-problem.js',
  'preview/words.js',
  'ui/camera-figures.js',
  'ui/effect-words.js',
  'ui/server-words.js',
];
const NOBODY = {
  origin: '',
  cameras: [],
  refusal: null,
  workersAlone: false,
  ownBlur: '',
  leftAlone: false,
};
const SOURCES = new URL('../../extension/src/', import.meta.url);
const messages = JSON.parse(readFileSync(new URL('_locales/en/messages.json', SOURCES), 'utf8'));

/** @param {object | string | null} health */
function answerWith(health) {
  globalThis.fetch = async () => {
    if (health === 'silent') throw new DOMException('', 'TimeoutError');
    if (health === null) throw new TypeError('Failed to fetch');
    return new Response(typeof health === 'string' ? health : JSON.stringify(health));
  };
}

/** @param {State} state */
async function serverOf({ health, server }) {
  if (health === 'asking') return /** @type {const} */ ({ state: 'asking' });
  answerWith(health);
  const { state } = await ask(server ?? { address: DEFAULT_ADDRESS, token: null });
  return state;
}

/**
 * @param {State['tab']} tab
 * @returns {Omit<import('../../extension/src/popup/words.js').Tab, 'policy' | 'choice' | 'notTaken'>}
 */
function heard(tab) {
  if (tab === null || tab === 'asking') {
    const script = tab === null ? 'unreached' : 'asking';
    return { ...NOBODY, script };
  }
  const { origin, cameras, refusal } = tab;
  const { workers_alone: workersAlone, own_blur: ownBlur, left_alone: leftAlone } = tab;
  return { script: 'here', origin, cameras, refusal, workersAlone, ownBlur, leftAlone };
}

/**
 * @param {State} state
 * @returns {Promise<string[]>} keys of messages
 */
async function saidIn(state) {
  if (state.page === 'preview') {
    return [state.camera === 'lost' ? LOST : problemOf(new DOMException('', state.camera))];
  }
  /** @type {string[]} */
  const said = [];
  /** @type {import('../../extension/src/shared/translate.js').Translate} */
  const t = (key) => {
    said.push(key);
    return key;
  };
  const tab = heard(state.tab);
  const { [POLICIES_KEY]: policies, [DEFAULT_POLICY_KEY]: fallback } = state.stored;
  const policy = policyOf(policies, tab.origin, fallback);
  const choice = choiceOf(state.stored[CHOICES_KEY], tab.origin);
  const address = state.server?.address ?? DEFAULT_ADDRESS;
  leavingWords(t, address);
  words(t, { ...tab, policy, choice, notTaken: state.not_taken }, await serverOf(state), address);
  return said;
}

/** @type {State[]} */
const states = JSON.parse(await text(process.stdin));
const said = new Set();
for (const state of states) {
  for (const key of await saidIn(state)) said.add(key);
}
const code = DECIDING.map((name) => readFileSync(new URL(name, SOURCES), 'utf8'))
  .join('\n')
  .replace(/\/\*.*?\*\//gs, '');
const sayable = Object.keys(messages).filter((key) => code.includes(`'${key}'`));
process.stdout.write(JSON.stringify({ sayable, unsaid: sayable.filter((key) => !said.has(key)) }));
