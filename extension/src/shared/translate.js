/** Texts in the person's language, from the files in `_locales`. Pure. */

/** @typedef {keyof typeof import('../_locales/en/messages.json')} MessageKey */
/** @typedef {Record<string, {message: string}>} Messages as a file in `_locales` has them */
/** @typedef {(key: MessageKey, ...parts: (string | number)[]) => string} Translate parts replace $1, $2 … */

/** A file in `_locales` each, and what its language is called by those who speak it. */
export const LANGUAGES = Object.freeze({ en: 'English', de: 'Deutsch' });
/** @typedef {keyof typeof LANGUAGES} Language */

/**
 * @param {unknown} value
 * @returns {value is Language}
 */
export function isLanguage(value) {
  return typeof value === 'string' && Object.hasOwn(LANGUAGES, value);
}

/**
 * @param {unknown} chosen by the person; nothing means as the browser
 * @param {readonly string[]} preferred the browser's, as BCP 47 tags, the best one first
 * @returns {Language}
 */
export function languageOf(chosen, preferred) {
  if (isLanguage(chosen)) return chosen;
  return preferred.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en';
}

/**
 * @param {Messages} messages
 * @returns {Translate}
 */
export function translator(messages) {
  return (key, ...parts) => {
    const { message } = /** @type {{message: string}} */ (messages[key]);
    return message.replace(/\$([1-9])/g, (_, n) => String(parts[n - 1] ?? ''));
  };
}
