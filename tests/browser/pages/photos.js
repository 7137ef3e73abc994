/** Cases of ImageCapture, which a camera's own tracks and ours answer alike; and looks at photos. */

import { calibrate, classify, lumaOf, measure } from './measure.js';
import { outcome } from './reference/answers.js';

const SETTINGS = {
  none: undefined,
  null: null,
  'a number': 5,
  empty: {},
  'a width': { imageWidth: 320 },
  'a size': { imageWidth: 320, imageHeight: 240 },
  'too wide': { imageWidth: 100_000 },
  'too low': { imageHeight: 1 },
  'no width': { imageWidth: 'wide' },
  'a width that is an object': { imageWidth: { valueOf: () => 320 } },
  'red eyes': { redEyeReduction: true },
  'a light that is not there': { fillLightMode: 'off' },
  'no light': { fillLightMode: 'dim' },
};

async function open() {
  const video = { width: 640, height: 480 };
  const [track] = (await navigator.mediaDevices.getUserMedia({ video })).getVideoTracks();
  if (!track) throw new Error('no track');
  return track;
}

/** @param {Blob} photo @returns {Promise<unknown[]>} its type and size in pixels */
async function shapeOf(photo) {
  const picture = await createImageBitmap(photo);
  const { width, height } = picture;
  picture.close();
  return [photo.constructor.name, photo.type, width, height];
}

/**
 * @param {MediaTrackConstraints} [effects] that are on
 * @returns {Promise<Record<string, unknown>>} the answers by the cases' names
 */
export async function answers(effects) {
  const track = await open();
  if (effects) await track.applyConstraints(effects);
  const capture = new ImageCapture(track);
  const take = (/** @type {any} */ settings) =>
    outcome(async () => shapeOf(await capture.takePhoto(settings)));
  /** @type {Record<string, unknown>} */
  const found = {
    track: capture.track === track,
    capabilities: await outcome(() => capture.getPhotoCapabilities()),
    settings: await outcome(() => capture.getPhotoSettings()),
    'no settings at all': await outcome(async () => shapeOf(await capture.takePhoto())),
  };
  for (const [name, settings] of Object.entries(SETTINGS)) found[name] = await take(settings);
  found['a getter that throws'] = await take({
    get imageWidth() {
      throw new RangeError('own');
    },
  });
  track.enabled = false;
  found.disabled = await take(undefined);
  found['disabled, and no width'] = await take({ imageWidth: 'wide' });
  track.enabled = true;
  track.stop();
  found.stopped = await take(undefined);
  found['capabilities of what is stopped'] = await outcome(() => capture.getPhotoCapabilities());
  found['settings of what is stopped'] = await outcome(() => capture.getPhotoSettings());
  found['on another object'] = await outcome(() =>
    ImageCapture.prototype.takePhoto.call(/** @type {any} */ ({})),
  );
  found.shape = ['takePhoto', 'getPhotoCapabilities', 'getPhotoSettings'].map((name) => {
    const described = Object.getOwnPropertyDescriptor(ImageCapture.prototype, name);
    const { value, ...flags } = /** @type {PropertyDescriptor} */ (described);
    return [value.name, value.length, String(value), flags, Object.getOwnPropertyNames(value)];
  });
  return found;
}

/**
 * @param {Blob} photo
 * @param {string} clip name of the camera's clip
 * @param {import('./measure.js').Reference} [reference] what a raw picture measures
 */
export async function look(photo, clip, reference) {
  const geometry = await (await fetch(`/camera/${clip}.json`)).json();
  const picture = await createImageBitmap(photo);
  const frame = new VideoFrame(picture, { timestamp: 0 });
  const measures = measure(await lumaOf(frame), geometry);
  frame.close();
  const known = reference ?? calibrate(measures);
  return { verdict: classify(measures, known), reference: known };
}
