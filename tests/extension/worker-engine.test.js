import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { Engines } from '../../extension/src/content/engine/engines.js';
import { FakeClock, turn } from './fakes.js';

/** @type {FakeWorker[]} */
let workers = [];
const clock = new FakeClock();

class FakeWorker extends EventTarget {
  /** @type {unknown[]} */
  said = [];
  terminated = false;

  /** @param {string} url */
  constructor(url) {
    super();
    this.url = url;
    workers.push(this);
  }

  /** @param {unknown} message */
  postMessage(message) {
    this.said.push(message);
  }

  terminate() {
    this.terminated = true;
  }

  /** @param {unknown} data */
  say(data) {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

beforeEach(() => {
  workers = [];
  Object.assign(globalThis, { Worker: FakeWorker });
});

/** The engine's events, as they come. */
function listener() {
  /** @type {unknown[]} */
  const heard = [];
  const events = new Proxy(
    {},
    {
      get:
        (_, name) =>
        (/** @type {unknown[]} */ ...args) =>
          heard.push([name, ...args]),
    },
  );
  return { heard, events: /** @type {any} */ (events) };
}

function engines({ allowed = true } = {}) {
  return new Engines('/* % # */', async () => allowed, clock);
}

async function started() {
  const preparing = engines().prepare();
  await turn();
  const [worker] = workers;
  assert.ok(worker);
  worker.say([]); // its first word
  const start = await preparing;
  const { heard, events } = listener();
  return { worker, heard, engine: start(events) };
}

test('where a worker is not allowed none is tried', async () => {
  const start = await engines({ allowed: false }).prepare();
  assert.equal(start.name, 'inlineEngine');
  assert.deepEqual(workers, []);
});

test('a worker is made of the text that it is given, and of no address of the page', async () => {
  const { worker } = await started();
  assert.equal(await (await fetch(worker.url)).text(), '/* % # */');
  assert.match(worker.url, /^data:text\/javascript,/);
});

test('messages pass both ways, and the end of the engine is that of its worker', async () => {
  const { worker, heard, engine } = await started();
  engine.send(['update']);
  worker.say([['server', true]]);
  assert.deepEqual([worker.said, heard], [[['update']], [['server', true]]]);
  assert.equal(worker.terminated, false);
  worker.say([['closed']]);
  assert.deepEqual(heard.at(-1), ['closed']);
  assert.equal(worker.terminated, true);
});

test('a worker that does not start is replaced by the main thread', async () => {
  const late = engines().prepare();
  await clock.advance(1000);
  const broken = engines().prepare();
  await turn();
  workers[1]?.dispatchEvent(new Event('error'));
  for (const start of [await late, await broken]) assert.equal(start.name, 'inlineEngine');
  assert.deepEqual(
    workers.map(({ terminated }) => terminated),
    [true, true],
  );
});

test('a worker that fails ends its tracks, and what it had of the server', async () => {
  for (const type of ['error', 'messageerror']) {
    const { worker, heard } = await started();
    worker.dispatchEvent(new Event(type));
    assert.deepEqual(heard, [['failed']]);
    assert.equal(worker.terminated, true);
    workers = [];
  }
});
