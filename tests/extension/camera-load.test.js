/** What the server tells of the load goes to the popup, and on no way to the page. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FakeClock, FakeTrack, fakeScheduler } from './fakes.js';

/** @typedef {import('../../extension/src/content/engine/engine-messages.js').Events} Events */

const REPORT = {
  type: 'filterFrameDurationHigh',
  framesDropped: 8,
  avgFilterDurationMillis: 41.5,
  framerate: 30,
  periodMillis: 1000,
};

/** @type {EventTarget & {readyState?: string} | undefined} */
let control;

class FakeConnection extends EventTarget {
  connectionState = 'connected';
  addTransceiver() {
    return { setCodecPreferences() {}, sender: {}, receiver: {} };
  }
  /** @param {string} label */
  createDataChannel(label) {
    const channel = new EventTarget();
    if (label === 'control') control = channel;
    return channel;
  }
  // The rest of the signalling is of no interest here.
  createOffer = () => new Promise(() => {});
}

Object.assign(globalThis, {
  scheduler: fakeScheduler(new FakeClock()),
  RTCPeerConnection: FakeConnection,
  RTCRtpReceiver: { getCapabilities: () => ({ codecs: [] }) },
  MediaStreamTrackGenerator: class {
    writable = {};
  },
});
const { CameraSource } = await import('../../extension/src/content/tracks/camera-source.js');

/** A camera whose engine has asked for its connection. */
function camera() {
  /** @type {unknown[][]} */
  const commands = [];
  /** @type {string[]} */
  const told = [];
  /** @type {Events | undefined} */
  let events;
  const track = new FakeTrack();
  const source = new CameraSource(
    /** @type {any} */ (track),
    (engineEvents) => {
      events = engineEvents;
      return { send: (command) => commands.push([...command]) };
    },
    {
      exchange: () => new Promise(() => {}),
      onServer: () => told.push('server'),
      onWanted: (id) => told.push(`wanted ${id}`),
      onBroken: (id, { code, parts }) => told.push(`broken ${id}: ${code} ${parts}`),
      onNews: () => told.push('news'),
      onStatus: () => told.push('status'),
      onEnd: () => told.push('end'),
    },
  );
  const dispatched = /** @type {string[]} */ ([]);
  track.dispatchEvent = ({ type }) => dispatched.push(type) > 0;
  events?.connect(1);
  commands.length = 0;
  return { source, commands, told, dispatched };
}

/** @param {object} message from the server */
function say(message) {
  control?.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
}

test('a report of the load is in the status, and nobody else hears of it', () => {
  const { source, commands, told, dispatched } = camera();
  say(REPORT);
  assert.deepEqual(source.status.load, [REPORT]);
  assert.deepEqual({ commands, told, dispatched }, { commands: [], told: [], dispatched: [] });
});

test('what else the server says is for the engine', () => {
  const { source, commands } = camera();
  say({ type: 'uplinkFrame', epoch: 1, pts_90khz: 3000 });
  assert.deepEqual(source.status.load, []);
  assert.deepEqual(
    commands.map(([name]) => name),
    ['control'],
  );
});

test('a background that breaks is told of with its reason, and the page hears nothing', () => {
  const { commands, told, dispatched } = camera();
  const id = '0b'.repeat(32);
  say({ type: 'backgroundBroken', id, reason: 'too-fast', parts: ['90', '61'] });
  assert.deepEqual(told, [`broken ${id}: too-fast 90,61`]);
  assert.deepEqual({ commands, dispatched }, { commands: [], dispatched: [] });
});
