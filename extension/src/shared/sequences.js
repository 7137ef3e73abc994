/** Lists for the browser, which asks them for their iterator as it asks a page's. */

const { iterator } = Symbol;

/**
 * @template T
 * @param {T[]} items
 * @returns {T[]} what the browser takes for the same list, without the iterator of the page's arrays
 */
export function sequenceOf(items) {
  const list = {
    __proto__: null,
    [iterator]: () => {
      let at = 0;
      return {
        __proto__: null,
        next: () => {
          const done = at >= items.length;
          const value = done ? undefined : items[at];
          at += 1;
          return { __proto__: null, done, value };
        },
      };
    },
  };
  return /** @type {any} */ (list);
}
