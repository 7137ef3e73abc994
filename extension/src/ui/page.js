/** What each of the extension's own pages begins with: its texts, in the person's language. */

import { loadLanguage } from '../shared/language.js';

/** Attributes in the pages' HTML that name a message, and what it becomes. */
const PLACES = /** @type {const} */ ({
  'data-text': 'textContent',
  'data-label': 'ariaLabel',
  'data-title': 'title',
});

/**
 * Reads the messages and writes them into the page, which stays hidden until then: nothing jumps.
 * @returns {ReturnType<typeof loadLanguage>}
 */
export async function translatePage() {
  const loaded = await loadLanguage();
  document.documentElement.lang = loaded.language;
  for (const [attribute, property] of Object.entries(PLACES)) {
    for (const found of document.querySelectorAll(`[${attribute}]`)) {
      const key = /** @type {import('../shared/translate.js').MessageKey} */ (
        found.getAttribute(attribute)
      );
      Object.assign(found, { [property]: loaded.translate(key) });
    }
  }
  return loaded;
}

/** The page is complete, and can be used. */
export function showPage() {
  document.body.hidden = false;
  performance.mark('usable');
}
