/** What each of the extension's own pages begins with: its texts, in the person's language. */

import { languageOf, translator } from './translate.js';

/** Key in chrome.storage.local: the language that the person chose; without it, the browser's. */
export const LANGUAGE_KEY = 'language';

/** Attributes in the pages' HTML that name a message, and what it becomes. */
const PLACES = /** @type {const} */ ({
  'data-text': 'textContent',
  'data-label': 'ariaLabel',
  'data-title': 'title',
});

/**
 * Reads the messages and writes them into the page, which stays hidden until then: nothing jumps.
 * @param {unknown} chosen what is stored under LANGUAGE_KEY
 * @returns {Promise<import('./translate.js').Translate>}
 */
export async function translatePage(chosen) {
  const language = languageOf(chosen, [chrome.i18n.getUILanguage(), ...navigator.languages]);
  const file = await fetch(chrome.runtime.getURL(`_locales/${language}/messages.json`));
  const translate = translator(await file.json());
  document.documentElement.lang = language;
  for (const [attribute, property] of Object.entries(PLACES)) {
    for (const found of document.querySelectorAll(`[${attribute}]`)) {
      const key = /** @type {import('./translate.js').MessageKey} */ (
        found.getAttribute(attribute)
      );
      Object.assign(found, { [property]: translate(key) });
    }
  }
  return translate;
}

/** The page is complete. */
export function showPage() {
  document.body.hidden = false;
}
