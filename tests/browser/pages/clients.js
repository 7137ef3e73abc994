/** A service worker that says which kinds of clients there are. */

/** @typedef {{matchAll(options: object): Promise<{type: string}[]>}} Clients */

addEventListener('message', async ({ source }) => {
  const { clients } = /** @type {{clients: Clients}} */ (/** @type {unknown} */ (globalThis));
  const all = await clients.matchAll({ includeUncontrolled: true, type: 'all' });
  source?.postMessage(all.map(({ type }) => type));
});
