/**
 * What the person wants to see in place of the background: for each site, and for all others. Whether
 * it is on is another matter: the site's policy and the app decide that. Content scripts read this, so
 * of the person's pictures it holds no more than their ids.
 */

import { HEAVY_STRENGTH, LIGHT_STRENGTH, MAX_STRENGTH, MEDIUM_STRENGTH } from './protocol.js';

/**
 * strength: how strong a blur is, as the Amazon Chime SDK counts: its deviation in pixels in a picture
 * of 540 lines. For a portrait: as far from the person as it gets · color: `#rrggbb` · id: of an image
 * or a video in the background store, or of a bundled one
 * @typedef {{effect: 'blur', strength: number}
 *   | {effect: 'portrait', strength: number}
 *   | {effect: 'color', color: string}
 *   | {effect: 'background', id: string}} EffectChoice
 */

/**
 * What counts for a page. onlyMe: whether all but one person are hidden
 * @typedef {EffectChoice & {onlyMe?: boolean}} Wish
 */

/**
 * Key in chrome.storage.local: `{default: EffectChoice, sites: {[origin]: EffectChoice}}`, the origins
 * being tabs' top-level ones.
 */
export const CHOICES_KEY = 'choices';
/** Key in chrome.storage.local: whether all but one person are hidden, on every site. */
export const ONLY_ME_KEY = 'onlyMe';

/** Strengths that have a name. */
export const STRENGTHS = Object.freeze({
  light: LIGHT_STRENGTH,
  medium: MEDIUM_STRENGTH,
  heavy: HEAVY_STRENGTH,
});

/** @type {EffectChoice} */
export const FIRST_CHOICE = Object.freeze({ effect: 'blur', strength: STRENGTHS.medium });

/**
 * @param {Wish} wish
 * @returns {Pick<import('./protocol.js').Configure, 'effect' | 'strength' | 'color' | 'background' | 'only_me'>}
 *   the same for the server; what a choice has no use for is the first choice's, black, and none
 */
export function configuredBy({ onlyMe = false, ...choice }) {
  const unused = {
    strength: STRENGTHS.medium,
    color: '#000000',
    background: '',
    only_me: onlyMe,
  };
  if (choice.effect !== 'background') return { ...unused, ...choice };
  return { ...unused, effect: choice.effect, background: choice.id };
}

/**
 * @param {EffectChoice} choice
 * @param {string} id of a background
 */
export function isBackground(choice, id) {
  return choice.effect === 'background' && choice.id === id;
}

/** @param {unknown} value */
export function isStrength(value) {
  return typeof value === 'number' && value > 0 && value <= MAX_STRENGTH;
}

/**
 * @param {unknown} value
 * @returns {EffectChoice | null} the same, nothing else with it; null for anything that is no choice
 */
export function asEffectChoice(value) {
  if (typeof value !== 'object' || value === null) return null;
  const { effect, strength, color, id } = /** @type {Record<string, unknown>} */ (value);
  if ((effect === 'blur' || effect === 'portrait') && isStrength(strength)) {
    return { effect, strength: /** @type {number} */ (strength) };
  }
  if (effect === 'color' && typeof color === 'string' && /^#[0-9a-f]{6}$/.test(color)) {
    return { effect, color };
  }
  if (effect === 'background' && typeof id === 'string' && /^[0-9a-f]{64}$/.test(id)) {
    return { effect, id };
  }
  return null;
}

/**
 * @param {unknown} stored what chrome.storage holds under CHOICES_KEY
 * @param {string | null} origin the tab's top-level origin; null for the sites without a choice of
 *   their own
 * @returns {EffectChoice} what cannot be read counts as not chosen
 */
export function choiceOf(stored, origin) {
  const own = origin === null ? null : ownChoice(stored, origin);
  return own ?? asEffectChoice(read(stored).fallback) ?? FIRST_CHOICE;
}

/**
 * @param {unknown} stored
 * @param {string} origin
 * @returns {EffectChoice | null} null for one that gets what the others get
 */
function ownChoice(stored, origin) {
  const { sites } = read(stored);
  return Object.hasOwn(sites, origin) ? asEffectChoice(sites[origin]) : null;
}

/**
 * @param {unknown} stored what chrome.storage holds under CHOICES_KEY
 * @returns {string[]} the origins that have a choice of their own
 */
export function originsWithChoice(stored) {
  return Object.keys(read(stored).sites);
}

/**
 * @param {Record<string, unknown>} stored what chrome.storage holds under CHOICES_KEY and ONLY_ME_KEY
 * @param {string | null} origin the tab's top-level origin
 * @returns {Wish}
 */
export function wishOf(stored, origin) {
  return { ...choiceOf(stored[CHOICES_KEY], origin), onlyMe: stored[ONLY_ME_KEY] === true };
}

/**
 * @param {unknown} stored
 * @param {string | null} origin null for the sites without a choice of their own
 * @param {EffectChoice | null} choice null takes the site's own choice away
 * @returns {{default: EffectChoice, sites: Record<string, unknown>}} what to store instead
 * @throws {RangeError} for what is no choice, and says why
 */
export function withChoice(stored, origin, choice) {
  const checked = choice === null ? null : asEffectChoice(choice);
  if (choice !== null && checked === null) throw new RangeError(problemOf(choice));
  const { sites } = read(stored);
  const fallback = choiceOf(stored, null);
  if (origin === null) return { default: checked ?? FIRST_CHOICE, sites: { ...sites } };
  const { [origin]: _, ...others } = sites;
  return { default: fallback, sites: checked === null ? others : { ...others, [origin]: checked } };
}

/**
 * @param {unknown} stored
 * @param {unknown} before what was stored when the choice was made
 * @param {string | null} origin of the choice; null for the sites without one of their own
 * @param {EffectChoice | null} choice null for none of its own
 * @returns {{default: EffectChoice, sites: Record<string, unknown>} | null} what to store to have that
 *   origin as it was before; null if another choice has been made for it since
 */
export function withoutChange(stored, before, origin, choice) {
  const ownNow = origin === null ? choiceOf(stored, null) : ownChoice(stored, origin);
  if (JSON.stringify(ownNow) !== JSON.stringify(asEffectChoice(choice))) return null;
  const own = origin === null ? choiceOf(before, null) : ownChoice(before, origin);
  return withChoice(stored, origin, own);
}

/**
 * @param {unknown} stored
 * @param {string} id of a background that is no more
 * @returns {{default: EffectChoice, sites: Record<string, unknown>}} what to store instead
 */
export function withoutBackground(stored, id) {
  const has = (/** @type {unknown} */ value) => {
    const choice = asEffectChoice(value);
    return choice !== null && isBackground(choice, id);
  };
  const { sites } = read(stored);
  const fallback = choiceOf(stored, null);
  return {
    default: has(fallback) ? FIRST_CHOICE : fallback,
    sites: Object.fromEntries(Object.entries(sites).filter(([, value]) => !has(value))),
  };
}

/**
 * @param {unknown} value that is no choice
 * @returns {string} what is wrong with it
 */
function problemOf(value) {
  const { effect, strength, color } = /** @type {Record<string, unknown>} */ (value ?? {});
  switch (effect) {
    case 'blur':
    case 'portrait':
      return `strength must be a number above 0 and up to ${MAX_STRENGTH}, not ${strength}`;
    case 'color':
      return `color must be written as #rrggbb, not ${color}`;
    case 'background':
      return 'id must be that of a background';
    default:
      return `effect must be blur, portrait, color or background, not ${effect}`;
  }
}

/**
 * @param {unknown} stored
 * @returns {{fallback: unknown, sites: Record<string, unknown>}}
 */
function read(stored) {
  const { default: fallback, sites } = /** @type {Record<string, unknown>} */ (
    typeof stored === 'object' && stored !== null ? stored : {}
  );
  const readable = typeof sites === 'object' && sites !== null;
  return { fallback, sites: readable ? /** @type {Record<string, unknown>} */ (sites) : {} };
}
