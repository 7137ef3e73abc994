/** Every global of a worker, and every member of every interface. */

const worker = /** @type {any} */ (self);
worker.importScripts('/traces.js');
self.postMessage(worker.collectMembers(self));
