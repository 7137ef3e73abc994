/** The pairing token as the person pastes it. Pure. */

/**
 * @param {string} text
 * @returns {{token: string} | {problem: string}}
 */
export function parseToken(text) {
  const token = text.trim();
  // What else it could hold cannot be sent in a header, or was copied along by mistake.
  return /^[\w-]{43,}$/.test(token)
    ? { token }
    : { problem: 'That is not a whole token. Copy the line that “camveil pair” prints.' };
}
