/**
 * Worker: where no policy could be against it, a script of ours runs in the page's dedicated workers
 * before their own, so that frames tell there what they tell here. Everywhere else the browser gets
 * what the page gave.
 */

import { at } from '../../shared/lists.js';
import { MessageReader } from '../message-reader.js';
import { standInConstructor } from '../native-looks.js';
import { readWorkerRequest } from '../worker-request.js';
import { workerSource } from '../worker-source.js';

/** @typedef {import('../natives.js').Natives} Natives */
/** @typedef {import('../page-tracks.js').PageTracks} PageTracks */
/** @typedef {import('../worker-messages.js').WorkerMessage} WorkerMessage */

/** What the browser's own event of a script that cannot be loaded is. */
const CANCELABLE = /** @type {EventInit} */ ({ __proto__: null, cancelable: true });

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {Natives} natives
 * @param {PageTracks} tracks
 * @param {import('../known-frames.js').KnownFrames} known
 * @param {import('../frame-streams.js').FrameStreams} streams
 */
export function shimWorkers(window, patches, natives, tracks, known, streams) {
  const starter = new WorkerStarter(natives, tracks);
  const native = natives.Worker;
  const Worker = standInConstructor(native, (args, newTarget) => starter.start(args, newTarget));
  patches.method(window, 'Worker', () => Worker);
  patches.method(native.prototype, 'constructor', () => Worker);
  const reader = new MessageReader(natives, tracks, known, streams);
  patches.method(
    native.prototype,
    'postMessage',
    (native) =>
      /** @type {{m(this: Worker, ...args: unknown[]): unknown}} */ ({
        m(...args) {
          const token = starter.tokenOf(this);
          const told = token === undefined ? null : reader.read(at(args, 0));
          if (token === undefined || !told) return natives.apply(native, this, args);
          const { frames, streams, ports } = told;
          /** @param {WorkerMessage} message */
          const tell = (message) => natives.postToWorker(this, message, ports);
          tell({ token, type: 'about', frames, streams });
          try {
            return natives.apply(native, this, args);
          } catch (error) {
            ports.length = 0;
            tell({ token, type: 'nothing' });
            throw error;
          }
        },
      }).m,
  );
  patches.method(
    window.URL,
    'revokeObjectURL',
    (native) =>
      /** @type {{m(this: unknown, ...args: unknown[]): unknown}} */ ({
        m(...args) {
          const url = at(args, 0);
          if (typeof url === 'string' && starter.postpone(url)) return undefined;
          return natives.apply(native, this, args);
        },
      }).m,
  );
}

/** Constructs workers, and knows them afterwards. */
class WorkerStarter {
  #natives;
  #tracks;
  /** Of each worker with a script of ours. @type {WeakMap<Worker, string>} */
  #tokens = new WeakMap();
  /**
   * Blobs' URLs that workers are still to load, and whether the page has revoked them: the browser
   * would have resolved them at once. @type {Record<string, {workers: number, revoked: boolean}>}
   */
  #loading = /** @type {any} */ ({ __proto__: null });

  /**
   * @param {Natives} natives
   * @param {PageTracks} tracks
   */
  constructor(natives, tracks) {
    this.#natives = natives;
    this.#tracks = tracks;
  }

  /**
   * @param {Worker} worker
   * @returns {string | undefined}
   */
  tokenOf(worker) {
    return this.#natives.mapGet(this.#tokens, worker);
  }

  /**
   * @param {string} url that the page revokes
   * @returns {boolean} whether it is revoked later
   */
  postpone(url) {
    const loading = this.#loading[url];
    if (loading) loading.revoked = true;
    return loading !== undefined;
  }

  /**
   * @param {any[]} args the page's
   * @param {Function} newTarget
   * @returns {Worker}
   */
  start(args, newTarget) {
    const { construct, Worker } = this.#natives;
    const request = this.#tracks.allowsWorkers() ? readWorkerRequest(args) : null;
    if (!request) return construct(Worker, args, newTarget);
    const { url, options } = request;
    const own = this.#ownUrl(url);
    if (own === null) return construct(Worker, [url, options], newTarget);
    const type = options?.type ?? 'classic';
    if (type !== 'classic' && type !== 'module')
      return construct(Worker, [url, options], newTarget);
    return this.#startOurs(own, type === 'module', options, newTarget);
  }

  /**
   * @param {string} url as the page wrote it
   * @returns {string | null} in full; null for what is of another origin, or none
   */
  #ownUrl(url) {
    const { isUrl, parseUrl, urlHref, urlOrigin, urlProtocol, baseUrl, origin } = this.#natives;
    const base = baseUrl();
    if (!isUrl(url, base)) return null;
    const parsed = parseUrl(url, base);
    const protocol = urlProtocol(parsed);
    if (protocol !== 'https:' && protocol !== 'http:' && protocol !== 'blob:') return null;
    return urlOrigin(parsed) === origin ? urlHref(parsed) : null;
  }

  /**
   * @param {string} url
   * @param {boolean} isModule
   * @param {any} options
   * @param {Function} newTarget
   */
  #startOurs(url, isModule, options, newTarget) {
    const { construct, Worker, randomToken, revokeUrl, scriptUrl, mapSet } = this.#natives;
    const token = randomToken();
    const source = scriptUrl(workerSource(PAGE_WORKER_SOURCE, { url, isModule, token }));
    /** @type {Worker} */
    let worker;
    try {
      worker = construct(Worker, [source, options], newTarget);
    } finally {
      revokeUrl(source); // it is resolved by now
    }
    mapSet(this.#tokens, worker, token);
    this.#begin(worker, token, url);
    return worker;
  }

  /**
   * @param {Worker} worker
   * @param {string} token
   * @param {string} url
   */
  #begin(worker, token, url) {
    const natives = this.#natives;
    const { port1: port, port2 } = natives.messageChannel();
    /** @type {WorkerMessage} */
    const message = { token, type: 'begin', port: port2 };
    natives.postToWorker(worker, message, [port2]);
    this.#loads(url);
    let settled = false;
    const settle = (/** @type {boolean} */ loaded) => {
      if (settled) return;
      settled = true;
      natives.closePort(port);
      this.#loaded(url);
      if (loaded) return;
      natives.terminate(worker);
      natives.dispatchEvent(worker, new natives.Event('error', CANCELABLE));
    };
    natives.addEventListener(port, 'message', (event) => {
      settle(natives.eventData(/** @type {MessageEvent} */ (event)) === true);
    });
    // The worker is gone, or its script cannot be loaded, which the browser says itself.
    natives.addEventListener(port, 'close', () => settle(true));
    natives.startPort(port);
  }

  /** @param {string} url */
  #loads(url) {
    const loading = this.#loading[url] ?? { workers: 0, revoked: false };
    loading.workers += 1;
    this.#loading[url] = loading;
  }

  /** @param {string} url */
  #loaded(url) {
    const loading = this.#loading[url];
    if (!loading) return;
    loading.workers -= 1;
    if (loading.workers > 0) return;
    delete this.#loading[url];
    if (loading.revoked) this.#natives.revokeUrl(url);
  }
}
