/** A choice among effects by their thumbnails, with a slider for the strength or a field for the colour. */

import { STRENGTHS } from '../shared/effect-choice.js';
import { bundledTiles, drawnTiles, ownTile } from './effect-tiles.js';
import { nameOf, STEPS, stepOf } from './strength.js';

/** @typedef {import('../shared/effect-choice.js').EffectChoice} EffectChoice */
/** @typedef {import('../shared/translate.js').Translate} Translate */

export class EffectChooser {
  #t;
  #fieldset;
  #onChoice;
  #tiles;
  /** What is shown. @type {EffectChoice} */
  #choice = { effect: 'blur', strength: STRENGTHS.medium };
  #strength = field('strength', 'range');
  #strengthName = document.createElement('span');
  #color = field('color', 'color');
  /** Of the effects that have one: what another of them had is kept. @type {number} */
  #lastStrength = STRENGTHS.medium;

  /**
   * @param {Translate} t
   * @param {HTMLFieldSetElement} fieldset that it goes into
   * @param {(choice: EffectChoice) => void} onChoice the person's
   */
  constructor(t, fieldset, onChoice) {
    this.#t = t;
    this.#fieldset = fieldset;
    this.#onChoice = onChoice;
    this.#strength.max = String(STEPS.length - 1);
    this.#strengthName.className = 'small soft strength-name';
    this.#strengthName.ariaHidden = 'true'; // the slider says it itself
    this.#tiles = drawnTiles(t);
    this.#tiles.append(...bundledTiles(t));
    const fine = document.createElement('div');
    fine.className = 'fine';
    fine.append(
      row(t('strength'), this.#strength, this.#strengthName),
      row(t('effectColor'), this.#color),
    );
    fieldset.append(this.#tiles, fine);
    this.#tiles.addEventListener('change', ({ target }) =>
      this.#pick(/** @type {HTMLInputElement} */ (target).value),
    );
    this.#strength.addEventListener('input', () => {
      this.#lastStrength = STEPS[this.#strength.valueAsNumber] ?? STRENGTHS.medium;
      this.#pick(this.#choice.effect);
    });
    this.#color.addEventListener('input', () => this.#pick('color'));
  }

  /**
   * @param {EffectChoice} choice
   * @param {boolean} enabled
   */
  show(choice, enabled) {
    this.#choice = choice;
    this.#fieldset.disabled = !enabled;
    if ('strength' in choice) this.#lastStrength = choice.strength;
    if ('color' in choice) this.#color.value = choice.color;
    this.#check();
    const step = stepOf(this.#lastStrength);
    const name = this.#t(nameOf(step));
    this.#strength.value = String(step);
    this.#strength.ariaValueText = name;
    this.#strengthName.textContent = name;
    this.#fieldset.style.setProperty('--blur', `${0.4 + step * 0.35}px`);
    this.#fieldset.style.setProperty('--color', this.#color.value);
    showRow(this.#strength, 'strength' in choice);
    showRow(this.#color, 'color' in choice);
  }

  /** @param {import('../shared/background-store.js').Background[]} backgrounds the person's own */
  setBackgrounds(backgrounds) {
    for (const tile of this.#tiles.querySelectorAll('label[data-own]')) tile.remove();
    this.#tiles.append(...backgrounds.map(ownTile));
    this.#check();
  }

  #check() {
    const choice = this.#choice;
    const chosen = choice.effect === 'background' ? choice.id : choice.effect;
    for (const tile of this.#tiles.querySelectorAll('input')) tile.checked = tile.value === chosen;
  }

  /** @param {string} effect or the id of a background */
  #pick(effect) {
    if (effect === 'color') this.#onChoice({ effect, color: this.#color.value });
    else if (effect === 'blur' || effect === 'portrait') {
      this.#onChoice({ effect, strength: this.#lastStrength });
    } else this.#onChoice({ effect: 'background', id: effect });
  }
}

/**
 * @param {string} id
 * @param {string} type
 */
function field(id, type) {
  const input = document.createElement('input');
  Object.assign(input, { id, type, value: type === 'color' ? '#3a5a40' : '0' });
  return input;
}

/**
 * @param {string} name
 * @param {HTMLInputElement} input
 * @param {HTMLElement[]} more
 */
function row(name, input, ...more) {
  const label = document.createElement('label');
  label.className = 'small';
  label.htmlFor = input.id;
  label.textContent = name;
  const whole = document.createElement('div');
  whole.append(label, input, ...more);
  return whole;
}

/**
 * @param {HTMLInputElement} input in its row, which keeps its place
 * @param {boolean} shown
 */
function showRow(input, shown) {
  input.disabled = !shown;
  /** @type {HTMLElement} */ (input.parentElement).dataset.shown = String(shown);
}
