/** The thumbnails of the effects, as elements. */

import { BUNDLED_BACKGROUNDS } from '../shared/bundled-backgrounds.js';

/** @typedef {import('../shared/translate.js').MessageKey} MessageKey */
/** @typedef {import('../shared/translate.js').Translate} Translate */

/**
 * What each thumbnail shows, from back to front: classes of pictures in room.svg.
 * @type {Record<'blur' | 'portrait' | 'color', {name: MessageKey, layers: [string, string][]}>}
 */
const DRAWN = {
  blur: {
    name: 'effectBlur',
    layers: [
      ['room', 'room'],
      ['', 'person'],
    ],
  },
  portrait: {
    name: 'effectPortrait',
    layers: [
      ['room', 'room'],
      ['near', 'room'],
      ['', 'person'],
    ],
  },
  color: { name: 'effectColor', layers: [['', 'person']] },
};
const SVG = 'http://www.w3.org/2000/svg';

/** @type {Record<string, MessageKey>} */
const BUNDLED_NAMES = {
  studio: 'bundledStudio',
  dusk: 'bundledDusk',
  shore: 'bundledShore',
  lights: 'bundledLights',
};

/**
 * @param {import('../shared/background-store.js').Background} background of the person's own
 * @returns {HTMLElement} a radio button in a label
 */
export function ownTile({ id, name, thumbnail }) {
  const made = pictureTile(id, name, URL.createObjectURL(thumbnail));
  made.dataset.own = '';
  made.title = name;
  return made;
}

/**
 * @param {Translate} t
 * @returns {HTMLElement[]} a radio button in a label for each background that comes with the extension
 */
export function bundledTiles(t) {
  return BUNDLED_BACKGROUNDS.map(({ id, name, file }) =>
    pictureTile(id, t(/** @type {MessageKey} */ (BUNDLED_NAMES[name])), file),
  );
}

/**
 * @param {string} id
 * @param {string} name
 * @param {string} src
 */
function pictureTile(id, name, src) {
  const image = document.createElement('img');
  image.src = src;
  image.alt = '';
  image.decoding = 'async'; // the popup is there before them
  const picture = document.createElement('span');
  picture.className = 'tile';
  picture.ariaHidden = 'true';
  picture.append(image, layer('', 'person'));
  return tile(id, picture, name);
}

/**
 * @param {Translate} t
 * @returns {HTMLElement} a radio button in a label for each effect that is drawn
 */
export function drawnTiles(t) {
  const tiles = document.createElement('div');
  tiles.className = 'tiles';
  for (const [effect, { name, layers }] of Object.entries(DRAWN)) {
    const picture = document.createElement('span');
    picture.className = `tile ${effect}`;
    picture.ariaHidden = 'true';
    picture.append(...layers.map(([className, part]) => layer(className, part)));
    tiles.append(tile(effect, picture, t(name)));
  }
  return tiles;
}

/**
 * @param {string} value
 * @param {HTMLElement} picture
 * @param {string} name
 */
function tile(value, picture, name) {
  const radio = document.createElement('input');
  radio.type = 'radio';
  radio.name = 'effect';
  radio.value = value;
  const text = document.createElement('span');
  text.textContent = name;
  const label = document.createElement('label');
  label.append(radio, picture, text);
  return label;
}

/**
 * @param {string} className
 * @param {string} part of room.svg
 */
function layer(className, part) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 96 54');
  svg.setAttribute('class', className);
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `../ui/room.svg#${part}`);
  svg.append(use);
  return svg;
}
