/** The popup's forms for the server's address and its pairing token. */

import { DEFAULT_ADDRESS, parseAddress, patternOf } from '../shared/server-address.js';
import { storedServer, storeServer } from '../shared/server-store.js';
import { element, input, say } from './elements.js';
import { parseToken } from './pairing-token.js';

const address = input('address');
const token = input('token');

/** @param {string} stored */
function showAddress(stored) {
  address.placeholder = DEFAULT_ADDRESS;
  address.value = stored === DEFAULT_ADDRESS ? '' : stored;
}

/** @param {string | null} stored never shown itself */
function showToken(stored) {
  token.placeholder = stored === null ? '' : 'A token is stored';
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
 * @returns {Promise<string>} what to tell the person
 */
async function changeToken(entered) {
  const parsed = parseToken(entered);
  if ('problem' in parsed) return parsed.problem;
  await storeToken(parsed.token);
  token.value = '';
  return 'The token is stored.';
}

/** @returns {Promise<string>} */
async function forgetToken() {
  await storeToken(null);
  token.value = '';
  // It goes out of sight, and what has the focus must not.
  token.focus();
  return 'The token is forgotten.';
}

/**
 * @param {string} entered
 * @returns {Promise<string>}
 */
async function changeAddress(entered) {
  const parsed = parseAddress(entered);
  if ('problem' in parsed) return parsed.problem;
  // Before any wait for the storage: Chromium asks the person only right after a click, and only one
  // who has taken back the extension's access to sites.
  const allowed = await chrome.permissions.request({ origins: [patternOf(parsed.address)] });
  if (!allowed) return 'Without access to that address nothing was changed.';
  const before = await storedServer();
  if (before.address === parsed.address) return 'That is the address already.';
  await storeServer({ address: parsed.address, token: null });
  showAddress(parsed.address);
  showToken(null);
  return 'The address is stored.';
}

/** @param {() => void} onChange something else is stored now */
export async function startServerSettings(onChange) {
  /**
   * @param {HTMLInputElement} field
   * @param {(entered: string) => Promise<string>} change
   */
  const when = (field, change) => (/** @type {Event} */ event) => {
    event.preventDefault();
    const entered = field.value;
    // One after the other, in all popups: a change reads what is stored, and then stores.
    void navigator.locks.request('server-settings', async () => {
      for (const earlier of ['token-said', 'address-said']) say(earlier, '');
      say(`${field.id}-said`, await change(entered));
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
