/** Why what the person chose is refused, in words. Pure. */

/** @typedef {import('../shared/translate.js').MessageKey} MessageKey */
/** @typedef {import('../shared/translate.js').Translate} Translate */

/** @type {Record<import('../shared/protocol.js').ReasonCode, MessageKey>} */
const REASONS = {
  'other-type': 'reasonOtherType',
  'too-large': 'reasonTooLarge',
  'other-format': 'reasonOtherFormat',
  animated: 'reasonAnimated',
  'other-codec': 'reasonOtherCodec',
  'no-picture': 'reasonNoPicture',
  damaged: 'reasonDamaged',
  'damaged-or-too-many-pixels': 'reasonDamagedOrTooManyPixels',
  'too-fast': 'reasonTooFast',
  gone: 'reasonGone',
  overruled: 'reasonOverruled',
  'not-there': 'reasonNotThere',
  'cpu-only': 'reasonCpuOnly',
  busy: 'reasonBusy',
  unusable: 'reasonUnusable',
  'not-stored': 'reasonNotStored',
};

/**
 * @param {Translate} t
 * @param {import('../shared/messages.js').Reason} reason
 * @returns {string} what is wrong, and what to do
 */
export function reasonWords(t, { code, parts }) {
  const known = /** @type {keyof typeof REASONS} */ (code);
  return t(Object.hasOwn(REASONS, code) ? REASONS[known] : 'reasonOther', ...parts);
}
