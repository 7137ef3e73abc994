import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FrameCounters } from '../../extension/src/content/tracks/frame-counters.js';

/** A native track of a camera, or a clone of it. */
class FakeCamera {
  /** Live clones. @type {Set<FakeCamera>} */
  clones = new Set();
  enabled = true;
  stats = { deliveredFrames: 0, discardedFrames: 0, totalFrames: 0 };
  #stop;

  constructor(stop = () => {}) {
    this.#stop = stop;
  }

  clone() {
    const clone = new FakeCamera(() => this.clones.delete(clone));
    this.clones.add(clone);
    return clone;
  }

  stop() {
    this.#stop();
  }

  /** @param {number} count */
  frames(count) {
    for (const { enabled, stats } of [this, ...this.clones]) {
      if (!enabled) continue;
      stats.deliveredFrames += count;
      stats.totalFrames += count;
    }
  }
}

function scene() {
  const camera = new FakeCamera();
  const counters = new FrameCounters(/** @type {any} */ (camera));
  return { camera, counters };
}

test('no clone of the camera lives while it changes, and nothing counted is lost', async () => {
  const { camera, counters } = scene();
  camera.frames(10);
  assert.equal(counters.read(true).totalFrames, 10);
  camera.frames(5);
  await counters.restFor(async () => {
    assert.equal(camera.clones.size, 0);
    assert.equal(counters.read(true).totalFrames, 15, 'nor does one begin when somebody asks');
    assert.equal(camera.clones.size, 0);
  });
  camera.frames(3);
  assert.equal(counters.read(true).totalFrames, 18);
});

test('of a disabled track nothing is counted after a change either', async () => {
  const { camera, counters } = scene();
  counters.read(false);
  await assert.rejects(
    counters.restFor(async () => {
      throw new Error('impossible size');
    }),
  );
  camera.frames(3);
  assert.equal(counters.read(false).totalFrames, 0);
});

test('whoever has not asked pays for no clone', async () => {
  const { camera, counters } = scene();
  await counters.restFor(async () => {});
  assert.equal(camera.clones.size, 0);
});

test('an ended track holds no camera, whenever somebody asks, and counts no longer', async () => {
  const { camera, counters } = scene();
  camera.frames(4);
  counters.end();
  camera.frames(4);
  assert.equal(counters.read(true).totalFrames, 4);
  assert.equal(camera.clones.size, 0);
});

test('a track that ends during a change stays without a clone', async () => {
  const { camera, counters } = scene();
  counters.read(true);
  await counters.restFor(async () => counters.end());
  assert.equal(camera.clones.size, 0);
});
