/** The browser's own functions that have to do with workers, taken as natives.js takes the others. */

import { sequenceOf } from '../shared/sequences.js';
import { getter, uncurry } from '../shared/uncurried.js';

export function captureWorkerNatives() {
  const { Event, MessageChannel, Worker } = globalThis;
  const port1 = getter(MessageChannel, 'port1');
  const port2 = getter(MessageChannel, 'port2');
  const base = getter(Document, 'baseURI');
  const { crypto, document } = globalThis;
  const randomUUID = uncurry(/** @type {any} */ (Crypto.prototype.randomUUID));
  /** @type {(worker: Worker, message: unknown, transfer: Iterable<object>) => void} */
  const post = uncurry(/** @type {any} */ (Worker.prototype.postMessage));
  const { origin } = globalThis;
  return {
    Event,
    Worker,
    ...captureScriptUrls(),
    ...captureUrlNatives(),
    /** @type {() => string} */
    baseUrl: () => base(document),
    origin,
    /** @returns {{port1: MessagePort, port2: MessagePort}} */
    messageChannel: () => {
      const channel = new MessageChannel();
      return { port1: port1(channel), port2: port2(channel) };
    },
    /** @type {(worker: Worker, message: unknown, transfer: MessagePort[]) => void} */
    postToWorker: (worker, message, transfer) => post(worker, message, sequenceOf(transfer)),
    terminate: uncurry(Worker.prototype.terminate),
    /** @type {() => string} */
    randomToken: () => /** @type {string} */ (randomUUID(crypto)),
  };
}

/** What makes addresses of scripts, in windows and in workers. */
export function captureScriptUrls() {
  const { Blob, URL } = globalThis;
  const { createObjectURL, revokeObjectURL } = URL;
  const { apply } = Reflect;
  return {
    /** @type {(text: string) => string} a URL that lives as long as its realm, or until it is revoked */
    scriptUrl: (text) => {
      const type = /** @type {any} */ ({ __proto__: null, type: 'text/javascript' });
      return apply(createObjectURL, URL, [new Blob(sequenceOf([text]), type)]);
    },
    /** @type {(url: string) => void} */
    revokeUrl: (url) => apply(revokeObjectURL, URL, [url]),
  };
}

/** What reads addresses, in windows and in workers. */
export function captureUrlNatives() {
  const { URL } = globalThis;
  const { canParse } = URL;
  const { apply } = Reflect;
  return {
    /** @type {(text: string, base?: string) => boolean} */
    isUrl: (text, base) => apply(canParse, URL, base === undefined ? [text] : [text, base]),
    /** @type {(text: string, base?: string) => URL} */
    parseUrl: (text, base) => new URL(text, base),
    urlHref: getter(URL, 'href'),
    urlOrigin: getter(URL, 'origin'),
    urlProtocol: getter(URL, 'protocol'),
  };
}
