import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { FakeClock } from './fakes.js';

const clock = new FakeClock();
let connections = 0;
/** @type {typeof import('../../extension/src/content/session/effect-session.js').EffectSession} */
let EffectSession;

class Channel extends EventTarget {
  readyState = 'connecting';
  send() {}
}

class Connection extends EventTarget {
  iceGatheringState = 'complete';
  connectionState = 'new';
  localDescription = { sdp: '' };

  constructor() {
    super();
    connections += 1;
  }

  addTransceiver() {
    const sender = { getParameters: () => ({}), setParameters: async () => {} };
    return { setCodecPreferences() {}, sender, receiver: {} };
  }

  createDataChannel() {
    return new Channel();
  }

  async createOffer() {}
  async setLocalDescription() {}
  close() {}
}

class Generator {
  writable = { getWriter: () => ({ write: async () => {}, close: async () => {} }) };
  stop() {}
}

before(async () => {
  Object.assign(globalThis, {
    RTCPeerConnection: Connection,
    RTCRtpReceiver: { getCapabilities: () => ({ codecs: [] }) },
    MediaStreamTrackGenerator: Generator,
    scheduler: {
      /**
       * @param {() => void} fn
       * @param {{delay: number, signal: AbortSignal}} options
       */
      postTask(fn, { delay, signal }) {
        const id = clock.setTimeout(fn, delay);
        signal.addEventListener('abort', () => clock.clearTimeout(id));
        return Promise.resolve();
      },
    },
  });
  ({ EffectSession } = await import('../../extension/src/content/session/effect-session.js'));
});

/** A session whose server is down. */
function unreachable() {
  connections = 0;
  return new EffectSession({
    exchange: async () => {
      throw new Error('down');
    },
    onServer() {},
    onComposed() {},
    onMask() {},
  });
}

test('needs that come and go do not hurry the next try', async () => {
  const session = unreachable();
  for (let i = 0; i < 40; i++) {
    session.setNeeds({ blur: true, mask: i % 2 === 0 });
    session.setNeeds({ blur: i % 3 === 0, mask: false });
    await clock.advance(10);
  }
  // At once, after 125 to 250 ms, after 250 to 500 ms more.
  assert.ok(connections >= 2 && connections <= 3, `${connections} connections in 400 ms`);
  session.close();
});

test('nothing is tried for a session that is over', async () => {
  const session = unreachable();
  session.setNeeds({ blur: true, mask: false });
  await clock.advance(2500);
  session.setNeeds({ blur: true, mask: true });
  const tries = connections;
  session.close();
  await clock.advance(10_000);
  assert.deepEqual([connections, clock.pending], [tries, 0]);
});

test('nothing is tried while nothing is needed, and at once when it is', async () => {
  const session = unreachable();
  session.setNeeds({ blur: true, mask: false });
  await clock.advance(0);
  session.setNeeds({ blur: false, mask: false });
  await clock.advance(60_000);
  assert.equal(connections, 1);
  session.setNeeds({ blur: false, mask: true });
  assert.equal(connections, 2);
  session.close();
});
