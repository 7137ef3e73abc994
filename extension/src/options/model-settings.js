/** The choice of the model that finds the person, and of what runs it: the server keeps both. */

import { changeSettings, ServerError } from '../shared/server-client.js';
import { say, select } from '../ui/elements.js';
import { reasonWords } from '../ui/reason-words.js';
import { problemWords } from '../ui/server-words.js';
import { modelName, providerName, standingWords } from './model-words.js';

/** @typedef {import('../shared/protocol.js').SettingsInForce} SettingsInForce */
/** @typedef {import('../shared/server-store.js').StoredServer} StoredServer */
/** @typedef {import('../shared/translate.js').Translate} Translate */
/** @typedef {import('../ui/server-state.js').Answer} Answer */

const model = select('model');
const provider = select('provider');

export class ModelSettings {
  #t;
  #onChanged;
  /** @type {StoredServer | null} */
  #server = null;
  /** Whose settings are shown, and which: to know when to ask again. */
  #known = '';
  /** Requests so far; the answer to the last one counts. */
  #asked = 0;
  /** Those that have no answer yet. */
  #open = 0;
  /** What came of the person's last choice. */
  #outcome = '';

  /**
   * @param {Translate} t
   * @param {() => void} onChanged the server uses something else
   */
  constructor(t, onChanged) {
    this.#t = t;
    this.#onChanged = onChanged;
    model.addEventListener('change', () => this.#change({ model: model.value }));
    provider.addEventListener('change', () => this.#change({ provider: provider.value }));
  }

  /** @param {Answer & {stored: StoredServer}} answer the server's, to whether it is there */
  show({ state, health, stored }) {
    this.#server = stored;
    if (!health) {
      this.#forget();
      if (state.state !== 'asking') say('model-said', this.#t('settingsNoServer'));
      return;
    }
    const known = [stored.address, health.model, health.provider].join(' ');
    if (known === this.#known || this.#open > 0) return;
    this.#known = known;
    void this.#ask({});
  }

  /** @param {{model?: string, provider?: string}} wanted by the person */
  async #change(wanted) {
    say('model-said', this.#t('settingsLoading'));
    this.#outcome = this.#t('settingsUsed');
    await this.#ask(wanted);
    this.#onChanged();
  }

  /** @param {{model?: string, provider?: string}} wanted nothing for a question */
  async #ask(wanted) {
    const server = /** @type {StoredServer} */ (this.#server);
    this.#asked += 1;
    const asked = this.#asked;
    this.#open += 1;
    try {
      const settings = await changeSettings(server, wanted);
      if (asked === this.#asked) this.#showSettings(settings);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      if (asked !== this.#asked) return;
      this.#outcome = this.#whyNot(error, server.address);
      say('model-said', this.#outcome);
      // What is shown may be what was refused: the server knows what counts.
      this.#known = '';
    } finally {
      this.#open -= 1;
    }
  }

  /**
   * @param {ServerError} error
   * @param {string} address the server's
   */
  #whyNot({ problem, reason }, address) {
    const t = this.#t;
    if (reason) return t('choiceNotTaken', reasonWords(t, reason));
    return problemWords(t, { state: 'down', problem }, address);
  }

  /** @param {SettingsInForce} settings */
  #showSettings(settings) {
    const t = this.#t;
    const { models, providers } = settings;
    // A file that was named where the server was started is none of them, and can only stay.
    const all = models.includes(settings.model) ? models : [...models, settings.model];
    offer(model, all, (name) => modelName(t, name), settings.model);
    offer(provider, providers, (name) => providerName(t, name), settings.provider);
    model.disabled = settings.model_set_by !== '';
    provider.disabled = settings.provider_set_by !== '';
    say('model-said', [this.#outcome, standingWords(t, settings)].filter(Boolean).join(' '));
  }

  #forget() {
    this.#known = '';
    this.#outcome = '';
    this.#asked += 1;
    for (const one of [model, provider]) {
      one.disabled = true;
      if (one.options.length === 0) one.add(new Option('–', ''));
    }
  }
}

/**
 * @param {HTMLSelectElement} choice
 * @param {string[]} values
 * @param {(value: string) => string} nameOf
 * @param {string} chosen
 */
function offer(choice, values, nameOf, chosen) {
  const there = [...choice.options].map(({ value }) => value);
  // An open list would close.
  if (there.join(' ') !== values.join(' ')) {
    choice.replaceChildren(...values.map((value) => new Option(nameOf(value), value)));
  }
  choice.value = chosen;
}
