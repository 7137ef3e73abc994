/**
 * What the server told lately of the load that a camera's effect is. It is for the person, who sees it
 * in the popup; the page gets none of it. Pure.
 */

/** The next report would have come by then. */
const GRACE_MS = 1000;

/** @typedef {import('../../shared/protocol.js').Message} Message */
/** @typedef {import('../../shared/messages.js').LoadReport} LoadReport */

export class ServerLoad {
  /** The last one of each type, and until when it holds. @type {Map<string, {report: LoadReport, until_ms: number}>} */
  #reports = new Map();

  /**
   * @param {Message} message from the server
   * @param {number} now_ms
   * @returns {boolean} whether it was a report of the load, and so is for nobody else
   */
  hear(message, now_ms) {
    if (!isReport(message)) return false;
    const until_ms = now_ms + message.periodMillis + GRACE_MS;
    this.#reports.set(message.type, { report: message, until_ms });
    return true;
  }

  /**
   * @param {number} now_ms
   * @returns {LoadReport[]} those that still hold
   */
  reports(now_ms) {
    return [...this.#reports.values()]
      .filter(({ until_ms }) => now_ms < until_ms)
      .map(({ report }) => report);
  }
}

/**
 * @param {Message} message
 * @returns {message is LoadReport}
 */
function isReport(message) {
  const { type } = message;
  return type === 'filterFrameDurationHigh' || type === 'filterCPUUtilizationHigh';
}
