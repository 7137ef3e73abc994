import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { modelName, providerName, standingWords } from '../../extension/src/options/model-words.js';
import { translator } from '../../extension/src/shared/translate.js';

const ENGLISH = new URL('../../extension/src/_locales/en/messages.json', import.meta.url);
const t = translator(JSON.parse(readFileSync(ENGLISH, 'utf8')));

test('built-in models and the processor have words, others their own names', () => {
  const models = ['pair', 'landscape', 'general', 'my-model', 'constructor'];
  assert.deepEqual(
    models.map((name) => modelName(t, name)),
    ['Best', 'Fast', 'Medium', 'my-model', 'constructor'],
  );
  assert.deepEqual(
    ['auto', 'cpu', 'openvino', 'toString'].map((name) => providerName(t, name)),
    ['Automatic', 'CPU', 'OpenVINO', 'toString'],
  );
});

test('who decides is said, and why something else runs', () => {
  const usual = /** @type {const} */ ({
    type: 'settingsInForce',
    model: 'pair',
    models: ['pair'],
    model_set_by: '',
    provider: 'auto',
    providers: ['auto'],
    provider_set_by: '',
    fallback: false,
  });
  const said = (/** @type {object} */ some) =>
    standingWords(t, { ...usual, models: ['pair'], providers: ['auto'], ...some });
  assert.equal(said({}), '');
  assert.equal(
    said({ model_set_by: '--model', fallback: true }),
    'Quality: --model decides where the server is started. ' +
      'The model does not run on what it should, or not all of it; the server’s log says why.',
  );
  assert.match(said({ provider_set_by: 'CAMVEIL_PROVIDER' }), /^Processor: CAMVEIL_PROVIDER /);
});
