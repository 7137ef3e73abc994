/**
 * What a worker's requests say that they come from: its script, as far as the worker can choose. A
 * worker from a blob: URL would say nothing.
 */

import { at } from '../../shared/lists.js';

/** @typedef {import('./natives.js').ScopeNatives} ScopeNatives */

const { get } = Reflect;
const OwnProxy = Proxy;
const EMPTY = Object.freeze({ __proto__: null });
/** How a request says that it comes from whoever makes it. */
const CLIENT = 'about:client';
const MEMBER = 'referrer';

export class Referrer {
  #natives;
  #url;
  #full;
  /** Requests for which the page said it itself. @type {WeakSet<object>} */
  #chosen = new WeakSet();

  /**
   * @param {ScopeNatives} natives
   * @param {() => string} url of the worker's script
   * @param {(address: unknown) => unknown} full what an address is in full
   */
  constructor(natives, url, full) {
    this.#natives = natives;
    this.#url = url;
    this.#full = full;
  }

  /**
   * @param {any[]} args of Request
   * @param {(args: any[]) => Request} construct
   */
  construct(args, construct) {
    let chosen = false;
    const request = construct(
      this.withIts(args, () => {
        chosen = true;
      }),
    );
    if (chosen) this.#natives.setAdd(this.#chosen, request);
    return request;
  }

  /**
   * @param {any[]} args of fetch, or of Request
   * @param {() => void} [onChosen] when the page says where the request comes from
   * @returns {any[]} the same, with the script in the place of the worker
   */
  withIts(args, onChosen = () => {}) {
    const input = at(args, 0);
    const init = at(args, 1);
    const referrer = this.#text;
    if (args.length === 0 || referrer === null) return args;
    if (init === undefined || init === null) {
      // A request says already where it comes from.
      return this.#natives.isRequest(input) ? args : [input, { __proto__: null, referrer }];
    }
    if (typeof init !== 'object' && typeof init !== 'function') return args;
    /** @type {ProxyHandler<object>} */
    const handler = {
      // @ts-expect-error: a page may let every object inherit a trap
      __proto__: null,
      get: (_, name) => {
        const value = get(init, name);
        if (name !== MEMBER) return value;
        if (value === undefined || value === CLIENT) return referrer;
        onChosen();
        return value === '' ? value : this.#full(value); // empty means none
      },
    };
    return [input, new OwnProxy(EMPTY, handler)];
  }

  /**
   * @param {object} request
   * @param {string} told the browser's word for where it comes from
   * @returns {string} as the page is to see it
   */
  hide(request, told) {
    const isChosen = this.#natives.setHas(this.#chosen, request);
    return told === this.#text && !isChosen ? CLIENT : told;
  }

  /** @returns {string | null} null where a worker would say nothing either */
  get #text() {
    const { parseUrl, startsWith, urlHref, withoutFragment } = this.#natives;
    const href = urlHref(parseUrl(this.#url()));
    return startsWith(href, 'http') ? withoutFragment(href) : null;
  }
}
