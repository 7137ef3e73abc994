/** Keeps up with what the person's storage holds. */

/** @typedef {Pick<chrome.storage.StorageArea, 'get' | 'onChanged'>} Area */

/**
 * @param {Area} area
 * @param {string[]} keys
 * @param {(values: Record<string, unknown>) => void} onValues hears all of them, when they were read and
 *   after each change of one of them
 */
export function watchStored(area, keys, onValues) {
  /** @type {Record<string, unknown>} */
  let values = {};
  let complete = false;
  area.onChanged.addListener((changes) => {
    const changed = Object.entries(changes).filter(([key]) => keys.includes(key));
    if (changed.length === 0) return;
    values = {
      ...values,
      ...Object.fromEntries(changed.map(([key, { newValue }]) => [key, newValue])),
    };
    if (complete) onValues(values);
  });
  void area.get(keys).then((read) => {
    // What changed meanwhile is newer than what was read.
    values = { ...read, ...values };
    complete = true;
    onValues(values);
  });
}
