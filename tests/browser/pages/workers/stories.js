/** Starts workers in every way, and tells what the page and the workers see of it. */

/** @param {Event} event */
function describe(event) {
  const { type, cancelable, bubbles, isTrusted } = event;
  const { message, filename, lineno, colno, error } = /** @type {ErrorEvent} */ (event);
  const kind = Object.prototype.toString.call(event);
  return { kind, type, cancelable, bubbles, isTrusted, message, filename, lineno, colno, error };
}

/**
 * @param {() => Worker} make
 * @returns {Promise<unknown>} the worker's first answer, or its first failure
 */
function answer(make) {
  return new Promise((resolve) => {
    try {
      const worker = make();
      const end = (/** @type {unknown} */ found) => {
        worker.terminate();
        resolve(found);
      };
      worker.addEventListener('message', ({ data }) => end(data));
      worker.addEventListener('error', (event) => end(describe(event)));
      worker.addEventListener('messageerror', (event) => end(describe(event)));
      worker.postMessage('first');
    } catch (error) {
      const { name, message, stack } = /** @type {Error} */ (error);
      resolve(`${name}: ${message} | ${stack}`);
    }
  });
}

/**
 * @param {string} source
 * @param {(url: string) => Worker} make
 */
function ofBlob(source, make) {
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = make(url);
  // As many pages do: the address is resolved by now.
  URL.revokeObjectURL(url);
  return worker;
}

const BLOB = `onmessage = async ({data}) => {
  const {stack} = new Error('here');
  const relative = await fetch('text.json').catch(({message}) => message);
  const full = await (await fetch(location.origin + '/workers/text.json')).text();
  postMessage([data, location.protocol, location.href === String(location), name, stack, relative, full]);
}`;

/** @type {Record<string, () => Worker>} */
const MAKERS = {
  classic: () => new Worker('classic.js?q=1', { name: 'first' }),
  'of a URL object': () => new Worker(new URL('nested.js', location.href)),
  'with a fragment': () => new Worker('nested.js#hash'),
  module: () => new Worker('./module.js?q=1#hash', { type: 'module', name: 'second' }),
  'module with credentials': () => new Worker('module.js', { type: 'module', credentials: 'omit' }),
  blob: () => ofBlob(BLOB, (url) => new Worker(url, { name: 'third' })),
  'module blob': () => ofBlob(BLOB, (url) => new Worker(url, { type: 'module' })),
  'blob that imports': () =>
    ofBlob(`importScripts('${location.origin}/workers/nested.js')`, (url) => new Worker(url)),
  'data URL': () =>
    new Worker(`data:text/javascript,onmessage=()=>postMessage([origin,location.href])`),
  missing: () => new Worker('missing.js'),
  'missing module': () => new Worker('missing.js', { type: 'module' }),
  'blob that is revoked': () => {
    const url = URL.createObjectURL(new Blob(['']));
    URL.revokeObjectURL(url);
    return new Worker(url);
  },
  'of a server that calls it something else': () => new Worker('mistyped.txt'),
  broken: () => new Worker('broken.js'),
  'broken module': () => new Worker('broken.js', { type: 'module' }),
  throws: () => new Worker('throws.js'),
  'throws in a module': () => new Worker('throws.js', { type: 'module' }),
  'module that imports what is missing': () =>
    ofBlob(
      `import '${location.origin}/workers/missing.js'`,
      (url) => new Worker(url, { type: 'module' }),
    ),
  'throws later': () => ofBlob('onmessage = () => { nowhere(); }', (url) => new Worker(url)),
  'rejects later': () =>
    ofBlob(
      'onmessage = () => { Promise.reject(5); setTimeout(postMessage, 50, "still there"); }',
      (url) => new Worker(url),
    ),
  'another origin': () => new Worker('https://other.example/w.js'),
  'no URL': () => new Worker('https://'),
  'no address': () => new /** @type {any} */ (Worker)(),
  'a symbol': () => new Worker(/** @type {any} */ (Symbol('none'))),
  'wrong options': () => new Worker('classic.js', /** @type {any} */ (5)),
  'wrong type of worker': () => new Worker('classic.js', { type: /** @type {any} */ ('none') }),
  'wrong credentials': () => new Worker('classic.js', { credentials: /** @type {any} */ ('none') }),
  called: () => /** @type {any} */ (Worker)('classic.js'),
  subclass: () => {
    class Own extends Worker {}
    const worker = new Own('nested.js');
    if (!(worker instanceof Own)) throw new Error('not its own');
    return worker;
  },
};

async function tellStories() {
  /** @type {Record<string, unknown>} */
  const told = {};
  for (const [name, make] of Object.entries(MAKERS)) told[name] = await answer(make);
  const entries = performance.getEntriesByType('resource').map((entry) => {
    const { name, initiatorType } = /** @type {PerformanceResourceTiming} */ (entry);
    return `${initiatorType} ${name}`;
  });
  return { told, entries };
}

Object.assign(globalThis, { tellStories });
