/** Runs asynchronous calls one after the other, in the order in which they were made. */

export class CallQueue {
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();

  /**
   * @template T
   * @param {() => Promise<T>} call
   * @returns {Promise<T>} the call's own, which starts when every earlier one has settled
   */
  run(call) {
    const result = this.#last.then(call);
    this.#last = result.catch(() => {}); // the caller gets the error; the next call still runs
    return result;
  }
}
