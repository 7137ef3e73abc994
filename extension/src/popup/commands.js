/** Commands for a terminal, to be copied. */

import { element } from '../ui/elements.js';

/** @typedef {import('./words.js').Said['commands']} Commands */

/** @type {string} */
let shown = '';

/**
 * @param {import('../shared/translate.js').Translate} t
 * @param {Commands} commands
 */
export function showCommands(t, commands) {
  // What is there already stays: the person may be about to click on it.
  const wanted = JSON.stringify(commands);
  if (wanted === shown) return;
  shown = wanted;
  const list = element('commands');
  list.hidden = commands.length === 0;
  list.replaceChildren(...commands.map((one) => item(t, one)));
}

/**
 * @param {import('../shared/translate.js').Translate} t
 * @param {Commands[number]} one
 */
function item(t, { what, command }) {
  const code = document.createElement('code');
  code.textContent = command;
  const copy = document.createElement('button');
  copy.type = 'button';
  copy.textContent = t('copy');
  copy.ariaLabel = t('copyCommand', command);
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(command);
    copy.textContent = t('copied');
    copy.ariaLabel = t('copied');
  });
  const row = document.createElement('div');
  row.className = 'command';
  row.append(code, copy);
  const entry = document.createElement('li');
  entry.append(what, row);
  return entry;
}
