/** What is said of the server's models, and of what runs them. Pure. */

/** @typedef {import('../shared/protocol.js').SettingsInForce} SettingsInForce */
/** @typedef {import('../shared/translate.js').MessageKey} MessageKey */
/** @typedef {import('../shared/translate.js').Translate} Translate */

/** @type {Record<string, MessageKey>} */
const MODELS = { pair: 'modelBest', landscape: 'modelFast', general: 'modelGeneral' };
/** @type {Record<string, MessageKey>} */
const PROVIDERS = { auto: 'providerAuto', cpu: 'providerCpu' };
/** As their makers write them. @type {Record<string, string>} */
const PRODUCTS = {
  cuda: 'CUDA',
  directml: 'DirectML',
  coreml: 'Core ML',
  openvino: 'OpenVINO',
};

/**
 * @param {Translate} t
 * @param {string} model
 * @returns {string} what the person calls it
 */
export function modelName(t, model) {
  const key = Object.hasOwn(MODELS, model) ? MODELS[model] : undefined;
  return key ? t(key) : model;
}

/**
 * @param {Translate} t
 * @param {string} provider
 * @returns {string} what the person calls it
 */
export function providerName(t, provider) {
  const key = Object.hasOwn(PROVIDERS, provider) ? PROVIDERS[provider] : undefined;
  if (key) return t(key);
  return Object.hasOwn(PRODUCTS, provider) ? (PRODUCTS[provider] ?? provider) : provider;
}

/**
 * @param {Translate} t
 * @param {SettingsInForce} settings
 * @returns {string} why something cannot be chosen, or is not used as chosen; empty for nothing
 */
export function standingWords(t, { model_set_by, provider_set_by, fallback }) {
  const setBy = (/** @type {MessageKey} */ what, /** @type {string} */ by) =>
    by === '' ? '' : t('setBy', t(what), by);
  return [
    setBy('quality', model_set_by),
    setBy('processor', provider_set_by),
    fallback && t('providerFallback'),
  ]
    .filter(Boolean)
    .join(' ');
}
