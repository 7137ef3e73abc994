import './tell.js';
import { part } from './part.js';

const resolved = import.meta.resolve('./part.js');
const later = await Promise.resolve('awaited');
self.onmessage = async ({ data, ports }) => {
  const first = JSON.stringify([data, ports.length]);
  const told = await /** @type {any} */ (self).tell();
  const { stack } = new Error('here');
  self.postMessage({ ...told, first, part, resolved, later, meta: import.meta.url, stack });
};
