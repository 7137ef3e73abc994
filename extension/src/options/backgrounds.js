/** The person's own backgrounds: added, removed, and in the order that they like. */

import {
  addBackground,
  listBackgrounds,
  mostBytes,
  problemOf,
  removeBackground,
  reorderBackgrounds,
} from '../shared/background-store.js';
import { choicesArea } from '../shared/choices-area.js';
import { ServerError, storeBackground } from '../shared/server-client.js';
import { storedServer } from '../shared/server-store.js';
import { forgetBackground } from '../shared/stored-choices.js';
import { element, input } from '../ui/elements.js';
import { reasonWords } from '../ui/reason-words.js';
import { thumbnailOf } from './thumbnail.js';

/** @typedef {import('../shared/background-store.js').Background} Background */
/** @typedef {import('../shared/translate.js').MessageKey} MessageKey */
/** @typedef {import('../shared/translate.js').Translate} Translate */

/** @type {Record<import('../shared/background-store.js').BackgroundProblem, MessageKey>} */
const PROBLEMS = {
  'other-type': 'backgroundOtherType',
  'too-large': 'backgroundTooLarge',
  empty: 'backgroundEmpty',
};

const list = element('backgrounds');
const said = element('background-said');
const files = input('background-files');

/**
 * @param {Translate} t
 * @param {File} file
 * @returns {Promise<string>} what came of it, for the person
 */
async function add(t, file) {
  const problem = problemOf(file);
  if (problem !== null) return t(PROBLEMS[problem], file.name, (mostBytes(file) ?? 0) >> 20);
  try {
    const thumbnail = await thumbnailOf(file);
    const reason = await reasonOf(file);
    if (reason !== null) return t('backgroundRefused', file.name, reasonWords(t, reason));
    await addBackground({ name: file.name, blob: file, thumbnail });
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    const full = error.name === 'QuotaExceededError';
    return t(full ? 'backgroundNoRoom' : 'backgroundUnreadable', file.name);
  }
  return t('backgroundAdded', file.name);
}

/**
 * The server knows best what it can use. Without one, it says so when there is one.
 * @param {File} file
 * @returns {Promise<import('../shared/messages.js').Reason | null>} why it refuses the file
 */
async function reasonOf(file) {
  try {
    await storeBackground(await storedServer(), file);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return error.reason;
  }
  return null;
}

/**
 * @param {Translate} t
 * @param {(backgrounds: Background[]) => void} onList
 * @param {string} [focused] id of the background whose button has the focus, or had
 * @param {string} [button] its class
 */
async function show(t, onList, focused, button) {
  const backgrounds = await listBackgrounds();
  onList(backgrounds);
  const ids = backgrounds.map(({ id }) => id);
  for (const picture of list.querySelectorAll('img')) URL.revokeObjectURL(picture.src);
  list.replaceChildren(...backgrounds.map((one, index) => row(t, onList, one, index, ids)));
  list.hidden = backgrounds.length === 0;
  element('no-backgrounds').hidden = backgrounds.length > 0;
  if (focused === undefined) return;
  const rows = /** @type {HTMLLIElement[]} */ ([...list.children]);
  const same = rows[ids.indexOf(focused)]?.querySelector(`.${button}:enabled`);
  const next = same ?? rows[0]?.querySelector('.remove') ?? element('backgrounds-title');
  /** @type {HTMLElement} */ (next).focus();
}

/**
 * @param {Translate} t
 * @param {(backgrounds: Background[]) => void} onList
 * @param {Background} background
 * @param {number} index
 * @param {string[]} ids of all, in order
 */
function row(t, onList, { id, name, thumbnail }, index, ids) {
  const picture = document.createElement('img');
  picture.src = URL.createObjectURL(thumbnail);
  picture.alt = '';
  const caption = document.createElement('span');
  caption.textContent = name;
  /**
   * @param {string} kind
   * @param {string} text
   * @param {MessageKey} label
   * @param {() => Promise<void>} act
   */
  const button = (kind, text, label, act) => {
    const one = document.createElement('button');
    one.type = 'button';
    one.className = kind;
    one.textContent = text;
    one.ariaLabel = t(label, name);
    one.addEventListener('click', async () => {
      await act();
      await show(t, onList, id, kind);
    });
    return one;
  };
  const swapped = (/** @type {number} */ other) => {
    const order = [...ids];
    [order[index], order[other]] = [order[other] ?? id, id];
    return reorderBackgrounds(order);
  };
  const earlier = button('earlier', '←', 'backgroundEarlier', () => swapped(index - 1));
  const later = button('later', '→', 'backgroundLater', () => swapped(index + 1));
  earlier.disabled = index === 0;
  later.disabled = index === ids.length - 1;
  const remove = button('remove', t('remove'), 'backgroundRemove', async () => {
    await removeBackground(id);
    await forgetBackground(choicesArea(false), id);
  });
  const buttons = document.createElement('div');
  buttons.append(earlier, later, remove);
  const whole = document.createElement('li');
  whole.append(picture, caption, buttons);
  return whole;
}

/**
 * @param {Translate} t
 * @param {(backgrounds: Background[]) => void} onList hears of all of them, now and after each change
 */
export async function startBackgrounds(t, onList) {
  element('add-background').addEventListener('click', () => files.click());
  files.addEventListener('change', async () => {
    const chosen = [...(files.files ?? [])];
    files.value = '';
    said.replaceChildren();
    for (const file of chosen) {
      const line = document.createElement('li');
      line.textContent = await add(t, file);
      said.append(line);
    }
    await show(t, onList);
  });
  await show(t, onList);
}
