/** The pairing token as the person pastes it. Pure. */

/**
 * @param {string} text
 * @returns {string | null} null for what is not a whole token
 */
export function parseToken(text) {
  const token = text.trim();
  // What else it could hold cannot be sent in a header, or was copied along by mistake.
  return /^[\w-]{43,}$/.test(token) ? token : null;
}
