/** The backgrounds that come with the extension. Written by docs/draw_backgrounds.py. */

/**
 * @typedef {object} BundledBackground
 * @property {string} id as that of a background of the person's own
 * @property {string} name a word for it, which pages translate
 * @property {string} file path of an image in the extension's folder
 */

/** @type {readonly Readonly<BundledBackground>[]} */
export const BUNDLED_BACKGROUNDS = Object.freeze([
  {
    id: 'e647373031fc28851cf819aa6dc9689b9aa37ba7051a0033d12e01b7a9acb4e1',
    name: 'studio',
    file: '/backgrounds/studio.webp',
  },
  {
    id: 'bee24f5db69138d783ad767d1e48ea8f0e3f6028c31e0150e4ca1a43f6e6ebc3',
    name: 'dusk',
    file: '/backgrounds/dusk.webp',
  },
  {
    id: '309c5c69c123212c5f5446f2a8171deb297fb7f7c574fcc1db85055133708082',
    name: 'shore',
    file: '/backgrounds/shore.webp',
  },
  {
    id: '24cf65e72c9d375d6005e53b4684eb3d5e9b6fe053ea2be36ae7b635cdb68195',
    name: 'lights',
    file: '/backgrounds/lights.webp',
  },
]);
