/** What each effect is called when it is on. Pure. */

/** @type {Record<import('../shared/effect-choice.js').EffectChoice['effect'], import('../shared/translate.js').MessageKey>} */
export const COMPOSED = {
  blur: 'headlineComposed',
  portrait: 'headlinePortrait',
  color: 'headlineReplaced',
  background: 'headlineReplaced',
};
