/** What the address's fragment asks for, so that a link can open the page in a given state. */

/** @typedef {'camera' | 'mask' | 'green' | 'transparent' | 'overlay'} Mode */
/** @typedef {{ readonly width: number, readonly height: number }} Size in pixels */

/** @type {readonly Mode[]} */
export const MODES = ['camera', 'mask', 'green', 'transparent', 'overlay'];

/** @type {readonly Size[]} */
export const SIZES = [
  { width: 640, height: 480 },
  { width: 1280, height: 720 },
];

/**
 * @typedef {object} Presets
 * @property {boolean} blur
 * @property {boolean} mask also true where the mode is made from the mask
 * @property {Mode} mode
 * @property {Size} size
 * @property {string} colour of the overlay, '#rrggbb'
 */

/**
 * Whether a mode is made from the mask on each frame.
 *
 * @param {Mode} mode
 */
export function needsMask(mode) {
  return mode !== 'camera';
}

/** @param {Size} size @returns {string} '1280x720' */
export function sizeName(size) {
  return `${size.width}x${size.height}`;
}

/**
 * @param {string} name '1280x720'
 * @returns {Size | undefined}
 */
export function sizeNamed(name) {
  return SIZES.find((size) => sizeName(size) === name);
}

/**
 * Read '#blur&mask&mode=green&size=640x480&colour=ff8800'; what is unknown is left at its default.
 *
 * @param {string} fragment with or without its '#'
 * @returns {Presets}
 */
export function parsePresets(fragment) {
  const asked = new URLSearchParams(fragment.replace(/^#/, ''));
  const mode = MODES.find((known) => known === asked.get('mode')) ?? 'camera';
  const colour = asked.get('colour')?.toLowerCase() ?? '';
  return {
    blur: asked.has('blur'),
    mask: asked.has('mask') || needsMask(mode),
    mode,
    size: sizeNamed(asked.get('size') ?? '') ?? { width: 1280, height: 720 },
    colour: /^[0-9a-f]{6}$/.test(colour) ? `#${colour}` : '#0000ff',
  };
}
