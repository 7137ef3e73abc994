/**
 * What a camera can still do while constraints are satisfied one after the other: enough to know
 * whether an advanced set counts, which the browser does not tell. Members are taken one by one; of
 * two that are impossible only together nothing is known. Pure.
 */

/** What the browser chooses freely within the camera's capabilities. */
const NUMBERS = ['aspectRatio', 'frameRate', 'height', 'width'];
const STRINGS = ['deviceId', 'facingMode', 'groupId', 'resizeMode'];

/** @typedef {{min: number, max: number}} Range */
/** @typedef {Record<string, unknown>} Members */

export class CameraLimits {
  #ranges;
  #lists;

  /**
   * @param {Record<string, Range>} ranges by member
   * @param {Record<string, string[]>} lists by member
   */
  constructor(ranges, lists) {
    this.#ranges = ranges;
    this.#lists = lists;
  }

  /**
   * @param {Members} capabilities the camera's
   * @returns {CameraLimits}
   */
  static of(capabilities) {
    const known = (/** @type {string[]} */ names) =>
      names.flatMap((name) => {
        const value = capabilities[name];
        return value === undefined ? [] : [/** @type {const} */ ([name, value])];
      });
    return new CameraLimits(
      Object.fromEntries(known(NUMBERS).map(([name, range]) => [name, toRange(range)])),
      Object.fromEntries(known(STRINGS).map(([name, list]) => [name, toStrings(list)])),
    );
  }

  /**
   * @param {Members} set of constraints
   * @param {boolean} bareIsExact as in an advanced set
   * @returns {CameraLimits | null} what is left within it; null: nothing
   */
  narrowed(set, bareIsExact) {
    const ranges = { ...this.#ranges };
    const lists = { ...this.#lists };
    for (const [name, { min, max }] of Object.entries(this.#ranges)) {
      const required = requiredOf(set[name], bareIsExact);
      const { exact } = required;
      const from = Math.max(min, Number(required.min ?? exact ?? min), Number(exact ?? min));
      const to = Math.min(max, Number(required.max ?? exact ?? max), Number(exact ?? max));
      if (!(from <= to)) return null;
      ranges[name] = { min: from, max: to };
    }
    for (const [name, list] of Object.entries(this.#lists)) {
      const { exact } = requiredOf(set[name], bareIsExact);
      if (exact === undefined) continue;
      const left = list.filter((one) => toStrings(exact).includes(one));
      if (left.length === 0) return null;
      lists[name] = left;
    }
    return new CameraLimits(ranges, lists);
  }
}

/**
 * @param {unknown} value of a constraint
 * @param {boolean} bareIsExact
 * @returns {Members} what it requires
 */
function requiredOf(value, bareIsExact) {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  return bareIsExact && value !== undefined && value !== null ? { exact: value } : {};
}

/** @param {any} capability */
function toRange({ min = -Infinity, max = Infinity }) {
  return { min, max };
}

/** @param {unknown} value one string, or several */
function toStrings(value) {
  return (Array.isArray(value) ? value : [value]).map(String);
}
