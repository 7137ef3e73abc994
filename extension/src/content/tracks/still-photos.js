/**
 * Still photos of a camera that has a track of ours. A camera takes them beside its frames: what may
 * be shown of them the track's gate says, as of a frame.
 */

import { APPLY_WITHIN_MS } from '../../shared/protocol.js';

/** @typedef {import('./page-track.js').PageTrack} PageTrack */

/**
 * @param {PageTrack} page
 * @param {PhotoSettings} [settings]
 * @returns {Promise<Blob>} the camera's own if the track has shown the camera's own frames all the
 *   time; else one of the next frame that it shows, of the same type
 * @throws {DOMException} what the browser says of such settings, or of the camera
 */
export async function takePhoto(page, settings) {
  const { hidings } = page.output;
  const shown = await showsCamera(page);
  const camera = new ImageCapture(page.source.camera);
  await camera.getPhotoCapabilities(); // by which it judges the settings
  // Taken in any case: what the browser refuses is refused alike.
  const photo = await camera.takePhoto(settings);
  // It may be of any moment since.
  if (shown && (await showsCamera(page)) && page.output.hidings === hidings) return photo;
  await untilShown(page);
  const frame = await new ImageCapture(page.track).grabFrame();
  const sized = settings?.imageWidth !== undefined || settings?.imageHeight !== undefined;
  return photoOf(frame, photo.type, sized ? await sizeOf(photo) : frame);
}

/**
 * @param {PageTrack} page
 * @returns {Promise<boolean>} whether its gate, having heard all that was decided, shows raw frames,
 *   and nobody wants them hidden
 */
async function showsCamera(page) {
  const { output } = page;
  output.ask();
  const heard = await page.until(() => page.ended || output.obeys, APPLY_WITHIN_MS);
  return heard && !page.ended && output.phase === 'raw' && !page.wantsHiding;
}

/**
 * Waits for a hidden frame: a raw one that was on its way may come before.
 * @param {PageTrack} page
 */
async function untilShown(page) {
  const { output } = page;
  const { hidden } = output.counts;
  const shown = () => page.ended || !page.wantsHiding || output.counts.hidden > hidden;
  if (await page.until(shown, APPLY_WITHIN_MS)) return;
  throw new DOMException('The photo could not be taken in time', 'OperationError');
}

/** @typedef {{width: number, height: number}} Size in pixels */

/**
 * @param {Blob} photo
 * @returns {Promise<Size>}
 */
async function sizeOf(photo) {
  const picture = await createImageBitmap(photo);
  const { width, height } = picture;
  picture.close();
  return { width, height };
}

/**
 * @param {ImageBitmap} frame consumed
 * @param {string} type
 * @param {Size} size
 * @returns {Promise<Blob>}
 */
async function photoOf(frame, type, { width, height }) {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d', { alpha: false })?.drawImage(frame, 0, 0, width, height);
  frame.close();
  return canvas.convertToBlob({ type });
}
