/** What a worker does, step by step, in a realm that tells what of it is used meanwhile. */

/** @type {Record<string, () => unknown>} */
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
  'what is imported': () => /** @type {any} */ (self).importScripts('here.js'),
};

self.onmessage = async ({ data }) => {
  const { stringify } = JSON;
  const { origin } = self.location;
  const { frameSteps, readFrame } = await import(`${origin}/watched-frames.js`);
  const { runSteps } = await import(`${origin}/watched-realm.js`);
  const report = self.postMessage;
  /** @type {Record<string, any>} */
  const kept = {};
  const begin = async () => {
    kept.reader = data.readable.getReader();
    await readFrame(kept);
  };
  const all = { ...steps, 'a stream': begin, ...frameSteps };
  report(stringify(await runSteps(all, kept, data.inherited)));
};
