/**
 * What a worker finds out about itself, posted to whoever started it. Imported by classic and module
 * workers alike, before which it is the same script.
 */

(() => {
  /** @param {() => unknown} call */
  async function outcome(call) {
    try {
      return String(await call());
    } catch (error) {
      const { name, message, stack } = /** @type {Error} */ (error);
      return `${name}: ${message} | ${stack}`;
    }
  }

  /** @param {string} address */
  const text = async (address) => (await fetch(address)).text();
  /** @param {string} address */
  const xhr = (address) => {
    const request = new XMLHttpRequest();
    request.open('GET', address, false);
    request.send();
    return `${request.responseURL} ${request.responseText.trim()}`;
  };
  /** @param {string} address */
  const nested = (address) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(address);
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ type }) => reject(new Error(`nested: ${type}`));
    });

  /** @type {Record<string, () => unknown>} */
  const stories = {
    ...Object.fromEntries(
      ['href', 'origin', 'protocol', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'].map(
        (part) => [`location.${part}`, () => Reflect.get(self.location, part)],
      ),
    ),
    location: () => self.location,
    'location printed': () => Object.prototype.toString.call(self.location),
    'location as JSON': () => JSON.stringify(self.location),
    'location of nobody': () => Reflect.get(Object.getPrototypeOf(self.location), 'href', {}),
    name: () => self.name,
    origin: () => self.origin,
    secure: () => self.isSecureContext,
    isolated: () => self.crossOriginIsolated,
    'fetch relative': () => text('./text.json'),
    'fetch absolute': () => text('/workers/text.json'),
    'fetch of a URL': () => text(new URL('text.json', self.location.href).href),
    'fetch nothing': () => /** @type {any} */ (fetch)(),
    'fetch what is no URL': () => fetch('https://'),
    'fetch of a symbol': () => fetch(/** @type {any} */ (Symbol('none'))),
    'fetch that fails': () => fetch('http://localhost:1/'),
    'request relative': () => new Request('text.json?a#b').url,
    'request empty': () => new Request('').url,
    'request referrer': () => new Request('text.json').referrer,
    'request referrer given': () =>
      ['', 'no-referrer', self.location.href, 'about:client', '/workers/x'].map(
        (referrer) => new Request('text.json', { referrer }).referrer,
      ),
    'referrer of a fetch': () => text('/referrer'),
    'referrer of a request': () => fetch(new Request('/referrer')).then((told) => told.text()),
    'referrer with options': async () => {
      const options = new Request('x', { headers: { 'x-own': '1' } });
      const told = await fetch(new Request('/referrer'), options);
      return `${await told.text()} ${options.headers.get('x-own')} ${told.redirected}`;
    },
    'referrer left out': async () => {
      const told = await fetch('/referrer', { referrerPolicy: 'no-referrer' });
      const other = await fetch('/referrer', { referrer: '' });
      return `${await told.text()}|${await other.text()}`;
    },
    'referrer of an xhr': () => xhr('/referrer'),
    'request of a request': () => new Request(new Request('text.json')).url,
    'request of nothing': () => new /** @type {any} */ (Request)(),
    'request called': () => /** @type {any} */ (Request)('x'),
    'response redirect': () => Response.redirect('text.json').headers.get('location'),
    'xhr relative': () => xhr('text.json'),
    'xhr of no URL': () => xhr('https://'),
    'xhr of nothing': () => /** @type {any} */ (new XMLHttpRequest()).open('GET'),
    'event source': () => {
      const source = new EventSource('none');
      source.close();
      return source.url;
    },
    'event source of no URL': () => new EventSource('https://'),
    'web socket': () => {
      const socket = new WebSocket('none');
      socket.close();
      return socket.url;
    },
    'web socket of no URL': () => new WebSocket('x:y'),
    'nested worker': () => nested('nested.js'),
    'nested worker that is missing': () => nested('missing.js'),
    'nested worker of no URL': () => nested('https://'),
    cache: async () => {
      const cache = await caches.open('tell');
      await cache.add('text.json');
      const keys = (await cache.keys()).map(({ url }) => url);
      const found = (await cache.match('text.json')) ?? (await caches.match('text.json'));
      await caches.delete('tell');
      return `${keys} ${await found?.text()}`;
    },
    'dynamic import': async () => (await import('./part.js')).part,
    performance: () => performance.getEntries().map(({ name, entryType }) => [name, entryType]),
    'performance by type': () =>
      performance.getEntriesByType('resource').map((entry) => {
        const { name, initiatorType } = /** @type {PerformanceResourceTiming} */ (entry);
        return `${initiatorType} ${name}`;
      }),
    stack: () => new Error('here').stack,
    globals: () => Object.keys(self).join(),
    'set the location': () => {
      /** @type {any} */ (self).location = 'x';
      return self.location;
    },
  };

  async function tell() {
    /** @type {Record<string, string>} */
    const told = {};
    for (const [name, story] of Object.entries(stories)) told[name] = await outcome(story);
    return told;
  }

  Object.assign(self, { tell });
})();
