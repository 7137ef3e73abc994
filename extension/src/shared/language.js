/** The texts in the person's language, from the files in `_locales`. */

import { languageOf, translator } from './translate.js';

/** Key in chrome.storage.local: the language that the person chose; without it, the browser's. */
export const LANGUAGE_KEY = 'language';

/**
 * @returns {Promise<{language: import('./translate.js').Language, chosen: unknown,
 *   translate: import('./translate.js').Translate}>} chosen: what is stored
 */
export async function loadLanguage() {
  const preferred = [chrome.i18n.getUILanguage(), ...navigator.languages];
  const usual = languageOf(undefined, preferred);
  // Few people choose another one: the texts come while it is still being read.
  const usualMessages = messagesIn(usual);
  const { [LANGUAGE_KEY]: chosen } = await chrome.storage.local.get(LANGUAGE_KEY);
  const language = languageOf(chosen, preferred);
  const messages = await (language === usual ? usualMessages : messagesIn(language));
  return { language, chosen, translate: translator(messages) };
}

/**
 * @param {import('./translate.js').Language} language
 * @returns {Promise<import('./translate.js').Messages>}
 */
async function messagesIn(language) {
  const file = await fetch(chrome.runtime.getURL(`_locales/${language}/messages.json`));
  return file.json();
}
