/** Names and figures, as a list of terms. */

/** @typedef {[name: string, value: string]} Figure */

/**
 * @param {HTMLElement} list
 * @param {Figure[]} figures
 */
export function showFigures(list, figures) {
  const rows = figures.map(([name, value]) => {
    const row = document.createElement('div');
    const term = document.createElement('dt');
    const figure = document.createElement('dd');
    term.textContent = name;
    figure.textContent = value;
    row.append(term, figure);
    return row;
  });
  list.replaceChildren(...rows);
}
