/** What the person chose, as this document goes by it: in a private window, its choices count first. */

import { asPrivateChange } from '../../shared/messages.js';
import { PrivateArea } from '../../shared/private-choices.js';
import { watchStored } from '../../shared/stored-values.js';
import { clock } from '../clock.js';

const ANSWER_WITHIN_MS = 1000;
const AGAIN_AFTER_MS = 300;

/** @typedef {import('../../shared/private-choices.js').Values} Values */

/**
 * @param {string[]} keys
 * @param {typeof import('./worker-client.js').askWorker} ask
 * @param {(values: Values) => void} onValues hears all of them, when they are known and after each
 *   change; until then the person may have chosen anything
 */
export function watchChoices(keys, ask, onValues) {
  const { local } = chrome.storage;
  if (!chrome.extension.inIncognitoContext) {
    watchStored(local, keys, onValues);
    return;
  }
  const area = new PrivateArea(
    local,
    () => askForPrivate(ask),
    (listener) => {
      chrome.runtime.onMessage.addListener((message) => {
        if (asPrivateChange(message)) listener();
      });
    },
  );
  area.watch(keys, onValues);
}

/**
 * @param {typeof import('./worker-client.js').askWorker} ask
 * @returns {Promise<Values>} when the service worker has said it; never, if the extension is gone
 */
async function askForPrivate(ask) {
  for (;;) {
    const reply = await ask({ type: 'privateChoices' }, ANSWER_WITHIN_MS);
    if (reply.ok) return /** @type {Values} */ (reply.value);
    await new Promise((resolve) => clock.setTimeout(() => resolve(undefined), AGAIN_AFTER_MS));
  }
}
