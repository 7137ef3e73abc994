import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { takePhoto } from '../../extension/src/content/tracks/still-photos.js';

const OF_CAMERA = new Blob(['camera'], { type: 'image/png' });
const CAMERA = {};
const TRACK = {};

/** What happens while the camera takes its photo. */
let meanwhile = () => {};

beforeEach(() => {
  meanwhile = () => {};
  Object.assign(globalThis, {
    ImageCapture: class {
      /** @param {object} track */
      constructor(track) {
        this.track = track;
      }
      async getPhotoCapabilities() {}
      async takePhoto() {
        assert.equal(this.track, CAMERA);
        await Promise.resolve();
        meanwhile();
        return OF_CAMERA;
      }
      async grabFrame() {
        assert.equal(this.track, TRACK);
        return { width: 4, height: 2, close() {} };
      }
    },
    OffscreenCanvas: class {
      getContext = () => ({ drawImage() {} });
      convertToBlob = async ({ type = '' }) => new Blob(['frame'], { type });
    },
  });
});

/** A track as far as its photos depend on it. */
class Page {
  source = { camera: CAMERA };
  track = TRACK;
  ended = false;
  wantsHiding = false;
  answers = true;
  output = {
    hidings: 0,
    phase: 'raw',
    obeys: false,
    counts: { hidden: 0 },
    ask: () => {
      this.output.obeys = this.answers;
    },
  };

  async until(/** @type {() => boolean} */ condition) {
    this.output.counts = { hidden: this.output.counts.hidden + 1 }; // time passes
    return condition();
  }

  hide() {
    this.output.hidings += 1;
    this.output.phase = 'composed';
    this.wantsHiding = true;
  }

  release() {
    this.output.phase = 'raw';
    this.wantsHiding = false;
  }

  async photograph() {
    const photo = await takePhoto(/** @type {any} */ (this));
    return photo === OF_CAMERA ? "the camera's" : `${await photo.text()} as ${photo.type}`;
  }
}

const OF_FRAME = 'frame as image/png';

test("while the camera's own frames are shown, so is its photo", async () => {
  assert.equal(await new Page().photograph(), "the camera's");
});

test('while frames are hidden the photo is one of them', async () => {
  const page = new Page();
  page.hide();
  assert.equal(await page.photograph(), OF_FRAME);
});

test('what is hidden while the photo is taken is hidden on it', async () => {
  const page = new Page();
  meanwhile = () => page.hide();
  assert.equal(await page.photograph(), OF_FRAME);
});

test('what was hidden for a moment in between is hidden on it', async () => {
  const page = new Page();
  meanwhile = () => {
    page.hide();
    page.release();
  };
  assert.equal(await page.photograph(), OF_FRAME);
});

test('what was uncovered in between is hidden on it', async () => {
  const page = new Page();
  page.hide();
  meanwhile = () => page.release();
  assert.equal(await page.photograph(), OF_FRAME);
});

test('whoever wants hiding is obeyed before the gate is', async () => {
  const page = new Page();
  page.wantsHiding = true;
  assert.equal(await page.photograph(), OF_FRAME);
});

test('a gate that does not answer shows no photo of the camera', async () => {
  const page = new Page();
  page.answers = false;
  assert.equal(await page.photograph(), OF_FRAME);
});

test('a track that is about to hide a frame, and does not, gives no photo', async () => {
  const page = new Page();
  page.hide();
  page.until = async () => false;
  await assert.rejects(page.photograph(), { name: 'OperationError' });
});
