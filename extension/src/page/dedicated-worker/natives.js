/** The browser's own functions in a worker, taken before the page's script runs. */

import { getter, uncurry } from '../../shared/uncurried.js';
import { captureFrameNatives } from '../frame-natives.js';
import { captureScriptUrls, captureUrlNatives } from '../worker-natives.js';

export function captureScopeNatives() {
  const { importScripts } = /** @type {any} */ (globalThis);
  const { clearTimeout, queueMicrotask, setTimeout } = globalThis;
  const { apply } = Reflect;
  const indexOf = uncurry(String.prototype.indexOf);
  const slice = uncurry(String.prototype.slice);
  const requestUrl = getter(Request, 'url');
  return {
    ...captureFrameNatives(),
    ...captureUrlNatives(),
    ...captureScriptUrls(),
    startsWith: uncurry(String.prototype.startsWith),
    /** @type {(url: string) => string} */
    withoutFragment: (url) => {
      const at = indexOf(url, '#');
      return at < 0 ? url : slice(url, 0, at);
    },
    scope: globalThis,
    /** @type {(...urls: string[]) => void} */
    importScripts,
    /** @type {(callback: () => void) => void} */
    queueMicrotask: (callback) => apply(queueMicrotask, undefined, [callback]),
    /** @type {(callback: () => void, within_ms: number) => unknown} */
    setTimeout: (callback, within_ms) => apply(setTimeout, undefined, [callback, within_ms]),
    /** @type {(timer: any) => void} */
    clearTimeout: (timer) => apply(clearTimeout, undefined, [timer]),
    stopEvent: uncurry(Event.prototype.stopImmediatePropagation),
    preventDefault: uncurry(Event.prototype.preventDefault),
    errorOf: getter(ErrorEvent, 'error'),
    messageOf: getter(DOMException, 'message'),
    endsWith: uncurry(String.prototype.endsWith),
    read: captureReading(),
    wasRedirected: captureRedirects(),
    /** @type {(port: MessagePort, message: unknown) => void} */
    postToPort: uncurry(/** @type {any} */ (MessagePort.prototype.postMessage)),
    /**
     * @param {unknown} value
     * @returns {value is Request}
     */
    isRequest: (value) => {
      try {
        requestUrl(/** @type {Request} */ (value));
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** What there is at an address, and at which one in the end; null for nothing. */
function captureReading() {
  const { XMLHttpRequest } = globalThis;
  const { prototype } = XMLHttpRequest;
  const open = uncurry(/** @type {any} */ (prototype.open));
  const send = uncurry(/** @type {any} */ (prototype.send));
  const header = uncurry(prototype.getResponseHeader);
  const status = getter(XMLHttpRequest, 'status');
  const text = getter(XMLHttpRequest, 'responseText');
  const address = getter(XMLHttpRequest, 'responseURL');
  const lowerCase = uncurry(String.prototype.toLowerCase);
  return (/** @type {string} */ url) => {
    const request = new XMLHttpRequest();
    try {
      open(request, 'GET', url, false);
      send(request);
    } catch {
      return null;
    }
    if (status(request) < 200 || status(request) > 299) return null;
    const named = (/** @type {string} */ name) => lowerCase(header(request, name) ?? '');
    const isSniffed = named('x-content-type-options') !== 'nosniff';
    const type = named('content-type');
    return { url: address(request), text: text(request), type, isSniffed };
  };
}

/** Whether the first thing that was loaded from an address was not there, but elsewhere. */
function captureRedirects() {
  const { performance, Performance, PerformanceResourceTiming } = globalThis;
  const entriesByName = uncurry(Performance.prototype.getEntriesByName);
  const redirectStart = getter(PerformanceResourceTiming, 'redirectStart');
  return (/** @type {string} */ url) => {
    const entry = entriesByName(performance, url)[0];
    return entry !== undefined && redirectStart(/** @type {any} */ (entry)) > 0;
  };
}

/** @typedef {ReturnType<typeof captureScopeNatives>} ScopeNatives */
