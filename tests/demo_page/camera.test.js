import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Camera, readFrames } from '../../server/camveil/demo_page/camera.js';

/** @typedef {import('../../server/camveil/demo_page/camera.js').Delivery} Delivery */

/** Something that is open until it is closed once. */
class Closable {
  closed = 0;
  close() {
    this.closed += 1;
  }
}

class FakeFrame extends Closable {
  asked = 0;
  /** @param {{ backgroundBlur?: { enabled: boolean }, backgroundSegmentationMask?: Closable }} shown */
  constructor(shown = {}) {
    super();
    this.shown = shown;
  }
  metadata() {
    this.asked += 1;
    return this.shown;
  }
}

/** @param {FakeFrame[]} frames */
function streamOf(frames) {
  const stream = new ReadableStream({
    start(controller) {
      for (const frame of frames) controller.enqueue(frame);
      controller.close();
    },
  });
  return /** @type {ReadableStream<VideoFrame>} */ (/** @type {unknown} */ (stream));
}

/**
 * @param {FakeFrame[]} frames
 * @param {(delivery: Delivery) => void} [onFrame]
 */
async function deliveriesOf(frames, onFrame) {
  /** @type {Delivery[]} */
  const deliveries = [];
  let now_ms = 0;
  await readFrames(
    streamOf(frames),
    (delivery) => {
      deliveries.push(delivery);
      onFrame?.(delivery);
    },
    new AbortController().signal,
    () => ++now_ms,
  );
  return deliveries;
}

test('a frame is shown with its own metadata, which is asked for once', async () => {
  const mask = new Closable();
  const frames = [
    new FakeFrame(),
    new FakeFrame({ backgroundBlur: { enabled: false } }),
    new FakeFrame({ backgroundBlur: { enabled: true }, backgroundSegmentationMask: mask }),
  ];
  const deliveries = await deliveriesOf(frames);
  assert.deepEqual(
    deliveries.map(({ blurred, mask, arrival_ms }) => ({ blurred, mask, arrival_ms })),
    [
      { blurred: null, mask: null, arrival_ms: 1 },
      { blurred: false, mask: null, arrival_ms: 2 },
      { blurred: true, mask, arrival_ms: 3 },
    ],
  );
  assert.deepEqual(
    frames.map((frame) => frame.asked),
    [1, 1, 1],
  );
});

test('frame and mask are open while they are looked at and closed right after', async () => {
  const masks = [new Closable(), new Closable()];
  const frames = masks.map((mask) => new FakeFrame({ backgroundSegmentationMask: mask }));
  /** @type {number[][]} */
  const closed = [];
  await deliveriesOf(frames, () => closed.push([...frames, ...masks].map((each) => each.closed)));
  assert.deepEqual(closed, [
    [0, 0, 0, 0],
    [1, 0, 1, 0],
  ]);
  assert.deepEqual(
    [...frames, ...masks].map((each) => each.closed),
    [1, 1, 1, 1],
  );
});

test('frame and mask are closed when looking at them fails, and the stream is given up', async () => {
  const mask = new Closable();
  const frame = new FakeFrame({ backgroundSegmentationMask: mask });
  let cancelled = false;
  const frames = /** @type {ReadableStream<VideoFrame>} */ (
    /** @type {unknown} */ (
      new ReadableStream({
        start: (controller) => controller.enqueue(frame),
        cancel: () => {
          cancelled = true;
        },
      })
    )
  );
  const drawingFails = () => {
    throw new Error('no canvas');
  };
  const reading = readFrames(frames, drawingFails, new AbortController().signal);
  await assert.rejects(reading, /no canvas/);
  assert.deepEqual([frame.closed, mask.closed, cancelled], [1, 1, true]);
});

test('a frame whose metadata cannot be read is closed', async () => {
  const frame = new FakeFrame();
  frame.metadata = () => {
    throw new Error('detached');
  };
  await assert.rejects(deliveriesOf([frame]), /detached/);
  assert.equal(frame.closed, 1);
});

test('an abort ends the reading while it waits for a frame', async () => {
  const closing = new AbortController();
  let cancelled = false;
  const silent = /** @type {ReadableStream<VideoFrame>} */ (
    new ReadableStream({
      cancel: () => {
        cancelled = true;
      },
    })
  );
  const reading = readFrames(silent, () => assert.fail('no frame was sent'), closing.signal);
  closing.abort();
  await reading;
  assert.equal(cancelled, true);
});

test('a frame that comes in the same moment as the abort is closed unseen', async () => {
  const closing = new AbortController();
  const frame = new FakeFrame();
  /** @type {ReadableStreamDefaultController<unknown> | undefined} */
  let source;
  const frames = /** @type {ReadableStream<VideoFrame>} */ (
    new ReadableStream({
      start: (controller) => {
        source = controller;
      },
    })
  );
  const reading = readFrames(frames, () => assert.fail('shown after the end'), closing.signal);
  source?.enqueue(frame); // answers the read that is waiting
  closing.abort();
  await reading;
  assert.equal(frame.closed, 1);
});

/** @typedef {Record<string, unknown>} Members */

/** A track whose calls settle when the test says so. */
class FakeTrack {
  settings = { backgroundBlur: false, backgroundSegmentationMask: false };
  capabilities = { backgroundBlur: [false, true], backgroundSegmentationMask: [false, true] };
  /** @type {Members} */
  constraints = { width: 640, height: 480 };
  /** @type {Members[]} */
  applied = [];
  /** What the next calls reject with, if anything. @type {(Error | null)[]} */
  refusals = [];

  clone = () => new FakeTrack();
  getSettings = () => ({ ...this.settings });
  getCapabilities = () => ({ ...this.capabilities });
  getConstraints = () => ({ ...this.constraints });
  /** @param {Members} constraints */
  applyConstraints = async (constraints) => {
    this.applied.push(constraints);
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
    this.constraints = constraints;
    for (const name of /** @type {(keyof FakeTrack['settings'])[]} */ (Object.keys(this.settings)))
      this.settings[name] = constraints[name] === true || !this.capabilities[name].includes(false);
  };
}

const SMALL = { width: 640, height: 480 };
const LARGE = { width: 1280, height: 720 };

/** @param {import('node:test').TestContext} context */
function openCamera(context) {
  const supported = { backgroundBlur: true, backgroundSegmentationMask: true };
  const navigator = { mediaDevices: { getSupportedConstraints: () => supported } };
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  context.after(() => before && Object.defineProperty(globalThis, 'navigator', before));
  const track = new FakeTrack();
  const camera = new Camera(
    /** @type {any} */ ({}),
    /** @type {any} */ (track), // all that a camera asks of its track
  );
  return { track, camera };
}

test('a change names what is to stay: the size and what the settings say', async (context) => {
  const { track, camera } = openCamera(context);
  await camera.apply({ backgroundBlur: true });
  await camera.apply(LARGE);
  assert.deepEqual(track.applied, [
    { ...SMALL, backgroundBlur: true, backgroundSegmentationMask: false },
    { ...LARGE, backgroundBlur: true, backgroundSegmentationMask: false },
  ]);
});

test('what was lost in the meantime is not asked for again', async (context) => {
  const { track, camera } = openCamera(context);
  await camera.apply({ backgroundSegmentationMask: true });
  track.settings.backgroundSegmentationMask = false;
  await camera.apply({ backgroundBlur: true });
  assert.deepEqual(track.applied.at(-1), {
    ...SMALL,
    backgroundBlur: true,
    backgroundSegmentationMask: false,
  });
});

test('blur that the person forces does not become the page’s own', async (context) => {
  const { track, camera } = openCamera(context);
  track.capabilities.backgroundBlur = [true];
  track.settings.backgroundBlur = true;
  assert.deepEqual([camera.setting('backgroundBlur'), camera.own('backgroundBlur')], [true, false]);
  await camera.apply({ backgroundSegmentationMask: true });
  assert.equal(track.applied.at(-1)?.backgroundBlur, false);
});

test('blur that the page had before the person forced it stays its own', async (context) => {
  const { track, camera } = openCamera(context);
  await camera.apply({ backgroundBlur: true });
  track.capabilities.backgroundBlur = [true];
  await camera.apply(LARGE);
  assert.deepEqual(track.applied.at(-1), {
    ...LARGE,
    backgroundBlur: true,
    backgroundSegmentationMask: false,
  });
});

test('each call waits for the one before, and repeats nothing that was refused', async (context) => {
  const { track, camera } = openCamera(context);
  track.refusals = [new DOMException('', 'OperationError')];
  const refused = assert.rejects(camera.apply({ ...LARGE, backgroundSegmentationMask: true }));
  await camera.apply({ backgroundBlur: true });
  await refused;
  assert.deepEqual(track.applied.at(-1), {
    ...SMALL,
    backgroundBlur: true,
    backgroundSegmentationMask: false,
  });
});

test('nothing is read after an abort', async () => {
  const frame = new FakeFrame();
  const shown = () => assert.fail('shown after the end');
  await readFrames(streamOf([frame]), shown, AbortSignal.abort());
  assert.equal(frame.asked, 0);
});
