/** Commands for a terminal, to be copied. */

/** @typedef {{what: string, command: string}[]} Commands what each is good for */

/** What each list shows. @type {WeakMap<HTMLElement, string>} */
const shown = new WeakMap();

/**
 * @param {import('../shared/translate.js').Translate} t
 * @param {HTMLElement} list
 * @param {Commands} commands
 */
export function showCommands(t, list, commands) {
  // What is there already stays: the person may be about to click on it.
  const wanted = JSON.stringify(commands);
  if (wanted === shown.get(list)) return;
  shown.set(list, wanted);
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
  copy.addEventListener('click', () => copyText(t, copy, command));
  const row = document.createElement('div');
  row.className = 'command';
  row.append(code, copy);
  const entry = document.createElement('li');
  entry.append(what, row);
  return entry;
}

/**
 * @param {import('../shared/translate.js').Translate} t
 * @param {HTMLButtonElement} button that says that it is done
 * @param {string} text
 */
export async function copyText(t, button, text) {
  await navigator.clipboard.writeText(text);
  button.textContent = t('copied');
  button.ariaLabel = t('copied');
}
