/** Stands in for an app's own background blur: all but the faces. */

const BLUR_PX = 12;

/**
 * @param {VideoFrame} frame
 * @param {import('./custom-face-detection.js').Box[]} faces
 * @returns {Promise<VideoFrame>} the caller closes both
 */
export async function blurBackground(frame, faces) {
  const { displayWidth, displayHeight, timestamp } = frame;
  const canvas = new OffscreenCanvas(displayWidth, displayHeight);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2d context');
  context.filter = `blur(${BLUR_PX}px)`;
  context.drawImage(frame, 0, 0);
  context.filter = 'none';
  for (const { x, y, width, height } of faces) {
    context.drawImage(frame, x, y, width, height, x, y, width, height);
  }
  return new VideoFrame(canvas, { timestamp });
}
