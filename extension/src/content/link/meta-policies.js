/** The policies that a document states in itself. One that was ever stated counts for good. */

export class MetaPolicies {
  /** @type {string[]} */
  #policies = [];
  #observer;

  /** @param {Document} document of which nothing has been parsed yet */
  constructor(document) {
    this.#observer = new MutationObserver((changes) => this.#see(changes));
    this.#watch(document);
  }

  /** @returns {readonly string[]} each one's text */
  get policies() {
    this.#see(this.#observer.takeRecords());
    return this.#policies;
  }

  /** @param {MutationRecord[]} changes */
  #see(changes) {
    for (const { type, target, addedNodes, oldValue } of changes) {
      if (type === 'attributes') {
        // What it was worth when it was changed nobody knows any more: both count.
        if (oldValue) this.#policies.push(oldValue);
        this.#meet(target);
      }
      for (const node of addedNodes) this.#meet(node);
    }
  }

  /** @param {Node} node that is new, or changed */
  #meet(node) {
    if (node instanceof HTMLHtmlElement || node instanceof HTMLHeadElement) this.#watch(node);
    if (!(node instanceof Element)) return;
    // A form has its fields in the place of members that they are called like.
    const within = Element.prototype.querySelectorAll.call(node, 'meta');
    for (const meta of [node, ...within]) {
      if (!(meta instanceof HTMLMetaElement)) continue;
      if (meta.httpEquiv.toLowerCase() !== 'content-security-policy') continue;
      this.#policies.push(meta.content);
    }
  }

  /**
   * Only where policies count, in the head: the rest of a page changes all the time.
   * @param {Node} node
   */
  #watch(node) {
    const inHead = node instanceof HTMLHeadElement;
    const attributes = { attributeFilter: ['content', 'http-equiv'], attributeOldValue: true };
    this.#observer.observe(node, {
      childList: true,
      subtree: inHead,
      ...(inHead ? attributes : {}),
    });
    for (const child of node.childNodes) this.#meet(child);
  }
}
