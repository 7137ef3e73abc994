/** What a worker does with frames and addresses, step by step, in a realm that tells what is used. */

/** @typedef {Record<string, any>} Kept what a later step goes on with */

/** @param {Kept} kept */
async function readFrame(kept) {
  kept.frame?.close();
  kept.frame = (await kept.reader.read()).value;
  return kept.frame.metadata();
}

/** @type {Record<string, (kept: Kept) => unknown>} */
const steps = {
  nothing: () => {},
  'where it is': () => [self.location.href, self.location.origin, `${self.location}`],
  'how functions are printed': () => `${fetch} ${() => 1}`,
  'what is fetched': async () => (await fetch('./text.json')).text(),
  'what cannot be fetched': () => fetch('https://').catch(() => {}),
  'a request': () => [new Request('text.json').url, new Request('text.json').referrer],
  'a request with more': () => new Request('text.json', { method: 'POST', referrer: '' }).url,
  'an older request': () => {
    const request = new XMLHttpRequest();
    request.open('GET', 'text.json', false);
    request.send();
    return request.responseURL;
  },
  'a cache': async () => {
    const cache = await caches.open('watched');
    await cache.addAll(['text.json']);
    await caches.delete('watched');
  },
  'the timeline': () => performance.getEntriesByType('mark').length,
  'a worker of its own': () => new Worker('here.js').terminate(),
  'a stream': async (kept) => {
    kept.reader = kept.readable.getReader();
    await readFrame(kept);
  },
  'a frame': readFrame,
  'copies of a frame': ({ frame }) => {
    frame.clone().close();
    structuredClone(frame).close();
    new VideoFrame(frame, { timestamp: 5 }).close();
  },
  'a frame in a message': async ({ frame }) => {
    const { port1, port2 } = new MessageChannel();
    /** @type {Promise<MessageEvent>} */
    const got = new Promise((resolve) => {
      port2.onmessage = resolve;
    });
    port1.postMessage({ frame: frame.clone() });
    (await got).data.frame.close();
    port1.close();
  },
  'what is imported': () => /** @type {any} */ (self).importScripts('here.js'),
};

self.onmessage = async ({ data }) => {
  const { stringify } = JSON;
  const { runSteps } = await import(`${self.location.origin}/watched-realm.js`);
  const report = self.postMessage;
  report(stringify(await runSteps(steps, { readable: data.readable }, data.inherited)));
};
