/** The forms for the server's address and its pairing token. */

import { DEFAULT_ADDRESS, parseAddress, patternOf } from '../shared/server-address.js';
import { storedServer, storeServer } from '../shared/server-store.js';
import { element, input, say } from '../ui/elements.js';
import { parseToken } from './pairing-token.js';

/** @typedef {import('../shared/translate.js').MessageKey} MessageKey */

/** @type {Record<import('../shared/server-address.js').AddressProblem, MessageKey>} */
const PROBLEMS = {
  invalid: 'addressInvalid',
  'too-much': 'addressTooMuch',
  'not-https': 'addressNotHttps',
};

const address = input('address');
const token = input('token');

/** @param {string} stored */
function showAddress(stored) {
  address.placeholder = DEFAULT_ADDRESS;
  address.value = stored === DEFAULT_ADDRESS ? '' : stored;
}

/** @param {string | null} stored never shown itself */
function showToken(stored) {
  element('token-stored').hidden = stored === null;
  element('forget').hidden = stored === null;
}

/** @param {string | null} changed */
async function storeToken(changed) {
  const { address } = await storedServer();
  await storeServer({ address, token: changed });
  // The address's field stays as it is: the person may be about to change it.
  showToken(changed);
}

/**
 * @param {string} entered
 * @returns {Promise<MessageKey>} what to tell the person
 */
async function changeToken(entered) {
  const parsed = parseToken(entered);
  if (parsed === null) return 'tokenWrong';
  await storeToken(parsed);
  token.value = '';
  return 'tokenStored';
}

/** @returns {Promise<MessageKey>} */
async function forgetToken() {
  await storeToken(null);
  token.value = '';
  // It goes out of sight, and what has the focus must not.
  token.focus();
  return 'tokenForgotten';
}

/**
 * @param {string} entered
 * @returns {Promise<MessageKey>}
 */
async function changeAddress(entered) {
  const parsed = parseAddress(entered);
  if ('problem' in parsed) return PROBLEMS[parsed.problem];
  // Before any wait for the storage: Chromium asks the person only right after a click, and only one
  // who has taken back the extension's access to sites.
  const allowed = await chrome.permissions.request({ origins: [patternOf(parsed.address)] });
  if (!allowed) return 'addressNotAllowed';
  const before = await storedServer();
  if (before.address === parsed.address) return 'addressSame';
  await storeServer({ address: parsed.address, token: null });
  showAddress(parsed.address);
  showToken(null);
  return 'addressStored';
}

/**
 * @param {import('../shared/translate.js').Translate} t
 * @param {() => void} onChange something else is stored now
 */
export async function startServerSettings(t, onChange) {
  /**
   * @param {HTMLInputElement} field
   * @param {(entered: string) => Promise<MessageKey>} change
   */
  const when = (field, change) => (/** @type {Event} */ event) => {
    event.preventDefault();
    const entered = field.value;
    // One after the other, on all pages: a change reads what is stored, and then stores.
    void navigator.locks.request('server-settings', async () => {
      for (const earlier of ['token-said', 'address-said']) say(earlier, '');
      say(`${field.id}-said`, t(await change(entered)));
      onChange();
    });
  };
  element('token-form').addEventListener('submit', when(token, changeToken));
  element('forget').addEventListener('click', when(token, forgetToken));
  element('address-form').addEventListener('submit', when(address, changeAddress));
  const stored = await storedServer();
  showAddress(stored.address);
  showToken(stored.token);
}
