/** How many sessions a tab may ask for: enough for every honest one, and no storm. Pure. */

/** A tab with several cameras, each of which was just lost. */
const AT_ONCE = 10;
const REFILL_EVERY_MS = 1000;
/** Tabs remembered; the one that asked longest ago goes first. */
const MAX_TABS = 200;

export class OfferBudget {
  /** By tab, in the order of asking. @type {Map<number, {left: number, at_ms: number}>} */
  #tabs = new Map();

  /**
   * @param {number} tab
   * @param {number} now_ms
   * @returns {boolean} whether the tab may have another session now
   */
  take(tab, now_ms) {
    const { left, at_ms } = this.#tabs.get(tab) ?? { left: AT_ONCE, at_ms: now_ms };
    const refilled = Math.min(AT_ONCE, left + (now_ms - at_ms) / REFILL_EVERY_MS);
    const granted = refilled >= 1;
    this.#tabs.delete(tab);
    this.#tabs.set(tab, { left: granted ? refilled - 1 : refilled, at_ms: now_ms });
    if (this.#tabs.size > MAX_TABS) {
      const [oldest] = this.#tabs.keys();
      this.#tabs.delete(/** @type {number} */ (oldest));
    }
    return granted;
  }
}
