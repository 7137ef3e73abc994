import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import {
  CONTROL_CHANNEL,
  FRAME_RESULT_HEADER_BYTES,
  FRAME_RESULT_LAYOUT,
  FRAMES_CHANNEL,
} from '../../extension/src/shared/protocol.js';
import { FakeClock, fakeScheduler } from './fakes.js';

const clock = new FakeClock();
let connections = 0;
/** The newest connection's, by label. @type {Map<string, Channel>} */
let channels = new Map();
/** @type {typeof import('../../extension/src/content/session/effect-session.js').EffectSession} */
let EffectSession;
/** @type {typeof import('../../extension/src/content/session/frame-peer.js').FramePeer} */
let FramePeer;
/** @type {typeof import('../../extension/src/content/link/loopback-peer.js').LoopbackPeer} */
let LoopbackPeer;

class Channel extends EventTarget {
  readyState = 'connecting';
  /** @type {string[]} */
  sent = [];

  /** @param {string} data */
  send(data) {
    this.sent.push(data);
  }

  open() {
    this.readyState = 'open';
    this.dispatchEvent(new Event('open'));
  }

  /** @param {unknown} data */
  receive(data) {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

class Connection extends EventTarget {
  iceGatheringState = 'complete';
  connectionState = 'new';
  localDescription = { sdp: '' };

  constructor() {
    super();
    connections += 1;
    channels = new Map();
  }

  addTransceiver() {
    const sender = { getParameters: () => ({}), setParameters: async () => {} };
    return { setCodecPreferences() {}, sender, receiver: {} };
  }

  /** @param {string} label */
  createDataChannel(label) {
    const channel = new Channel();
    channels.set(label, channel);
    return channel;
  }

  async createOffer() {}
  async setLocalDescription() {}
  async setRemoteDescription() {}
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
    scheduler: fakeScheduler(clock),
  });
  ({ EffectSession } = await import('../../extension/src/content/session/effect-session.js'));
  ({ FramePeer } = await import('../../extension/src/content/session/frame-peer.js'));
  ({ LoopbackPeer } = await import('../../extension/src/content/link/loopback-peer.js'));
});

/**
 * Both halves of a connection, in one thread.
 * @param {import('../../extension/src/content/session/frame-peer.js').PeerEvents} events
 * @param {() => Promise<string>} exchange
 */
function connectedPeer(events, exchange) {
  /** @type {import('../../extension/src/content/link/loopback-peer.js').LoopbackPeer} */
  let loopback;
  const peer = new FramePeer(
    {
      connect() {
        loopback = new LoopbackPeer({
          onParts: (frames, uplink) => peer.begin(uplink, frames),
          onReturned: (readable) => peer.read(readable),
          onControlOpen: () => peer.controlOpened(),
          onControl: (message) => peer.control(message),
          onLost: () => peer.lose(),
        });
        void loopback.connect(exchange);
      },
      opened: () => loopback.opened(),
      control: (message) => loopback.send(message),
      leave: () => loopback.leave(),
      release: () => loopback.release(),
    },
    events,
  );
  return peer;
}

/** @param {() => Promise<string>} exchange */
function begin(exchange) {
  connections = 0;
  return new EffectSession({
    peer: (events) => connectedPeer(events, exchange),
    onServer() {},
    onComposed() {},
    onMask() {},
  });
}

/** A session whose server is down. */
function unreachable() {
  return begin(async () => {
    throw new Error('down');
  });
}

/** @param {string} label */
function channel(label) {
  const one = channels.get(label);
  assert.ok(one, label);
  return one;
}

/** @param {number} timestamp */
function cameraFrame(timestamp) {
  const size = { width: 640, height: 480 };
  return /** @type {VideoFrame} */ (
    /** @type {unknown} */ ({
      timestamp,
      displayWidth: 640,
      displayHeight: 480,
      visibleRect: size,
      colorSpace: { toJSON: () => ({}) },
      clone: () => ({ close() {} }),
    })
  );
}

/** @param {number} epoch @param {number} pts_90khz */
function resultWithoutFrame(epoch, pts_90khz) {
  const view = new DataView(new ArrayBuffer(FRAME_RESULT_HEADER_BYTES));
  view.setUint8(0, FRAME_RESULT_LAYOUT);
  view.setUint16(2, epoch, true);
  view.setUint32(8, pts_90khz, true);
  return view.buffer;
}

/**
 * Lets the newest connection open and the server see one frame, as 90 000.
 * @param {InstanceType<typeof EffectSession>} session
 * @param {number} epoch
 */
function flow(session, epoch) {
  channel(FRAMES_CHANNEL).open();
  channel(CONTROL_CHANNEL).open();
  session.camera(cameraFrame(0), performance.now());
  channel(CONTROL_CHANNEL).receive(
    JSON.stringify({ type: 'uplinkFrame', epoch, pts_90khz: 90_000 }),
  );
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

test('what hides the background is configured, and anew at once when the person changes it', async () => {
  const session = begin(async () => '');
  session.setChoice({ effect: 'color', color: '#00ff00' });
  session.setNeeds({ blur: true, mask: false });
  await clock.advance(0);
  flow(session, 1);
  session.setChoice({ effect: 'portrait', strength: 30 });
  session.setChoice({ effect: 'portrait', strength: 30 });
  session.setNeeds({ blur: false, mask: false });
  session.setChoice({ effect: 'blur', strength: 7 });
  session.setNeeds({ blur: true, mask: false });
  session.setChoice({ effect: 'blur', strength: 7, onlyMe: true });
  const sent = channel(CONTROL_CHANNEL).sent.map((text) => JSON.parse(text));
  const configured = sent.filter(({ type }) => type === 'configure');
  const told = configured.map(({ revision, epoch: _, mask: __, type: ___, ...rest }, index) => {
    assert.equal(revision, index + configured[0].revision);
    return rest;
  });
  assert.deepEqual(told, [
    { blur: true, effect: 'color', strength: 15, color: '#00ff00', background: '', only_me: false },
    {
      blur: true,
      effect: 'portrait',
      strength: 30,
      color: '#000000',
      background: '',
      only_me: false,
    },
    {
      blur: false,
      effect: 'portrait',
      strength: 30,
      color: '#000000',
      background: '',
      only_me: false,
    },
    { blur: true, effect: 'blur', strength: 7, color: '#000000', background: '', only_me: false },
    { blur: true, effect: 'blur', strength: 7, color: '#000000', background: '', only_me: true },
  ]);
  session.close();
});

test('a server whose results fit no frame is connected to anew, less and less often', async () => {
  const session = begin(async () => '');
  session.setNeeds({ blur: true, mask: false });
  await clock.advance(0);
  for (const [epoch, soon_ms, late_ms] of /** @type {const} */ ([
    [1, 120, 250],
    [2, 245, 500],
    [3, 495, 1000],
  ])) {
    assert.equal(connections, epoch);
    flow(session, epoch);
    for (let n = 0; n < 4; n += 1) {
      channel(FRAMES_CHANNEL).receive(resultWithoutFrame(epoch, 7_000_000 + n));
    }
    assert.ok(session.connected, 'four may be an accident');
    channel(FRAMES_CHANNEL).receive(resultWithoutFrame(epoch, 7_000_004));
    assert.ok(!session.connected);
    await clock.advance(soon_ms);
    assert.equal(connections, epoch);
    await clock.advance(late_ms - soon_ms);
  }
  session.close();
});

test('one result that fits makes the next try a first one again', async () => {
  const session = begin(async () => '');
  session.setNeeds({ blur: false, mask: true });
  await clock.advance(0);
  for (const epoch of [1, 2, 3]) {
    assert.equal(connections, epoch);
    flow(session, epoch);
    channel(FRAMES_CHANNEL).receive(resultWithoutFrame(epoch, 90_000));
    for (let n = 0; n < 5; n += 1) {
      channel(FRAMES_CHANNEL).receive(resultWithoutFrame(epoch, 7_000_000));
    }
    assert.ok(!session.connected);
    await clock.advance(250);
  }
  session.close();
});
