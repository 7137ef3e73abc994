/** A green screen, made in the page from each frame and that frame's own mask. */

const LIME = 'lime';
const screen = new OffscreenCanvas(1, 1);
const person = new OffscreenCanvas(1, 1);

/** @param {HTMLVideoElement} video @param {(track: MediaStreamVideoTrack) => void} opened */
export async function run(video, opened) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: true });
  const [track] = /** @type {[MediaStreamVideoTrack]} */ (stream.getVideoTracks());
  opened(track);
  const { backgroundSegmentationMask = [] } = track.getCapabilities();
  if (backgroundSegmentationMask.includes(true)) {
    await track.applyConstraints({ backgroundSegmentationMask: { exact: true } });
  }
  const { readable } = new MediaStreamTrackProcessor({ track });
  const generator = new MediaStreamTrackGenerator({ kind: 'video' });
  video.srcObject = new MediaStream([generator]);
  void readable.pipeThrough(new TransformStream({ transform })).pipeTo(generator.writable);
}

/** @type {TransformerTransformCallback<VideoFrame, VideoFrame>} */
function transform(frame, controller) {
  const { backgroundSegmentationMask: mask } = frame.metadata();
  const behind = emptied(screen, frame);
  behind.fillStyle = LIME;
  behind.fillRect(0, 0, screen.width, screen.height);
  if (mask) {
    // The person on black.
    const front = emptied(person, frame);
    front.drawImage(mask, 0, 0);
    front.globalCompositeOperation = 'multiply';
    front.drawImage(frame, 0, 0);
    // Lime where the person is, then lime where nobody is.
    behind.globalCompositeOperation = 'multiply';
    behind.drawImage(mask, 0, 0);
    behind.globalCompositeOperation = 'difference';
    behind.fillRect(0, 0, screen.width, screen.height);
    behind.globalCompositeOperation = 'lighter';
    behind.drawImage(person, 0, 0);
    mask.close();
  }
  const { timestamp } = frame;
  frame.close();
  controller.enqueue(new VideoFrame(screen, { timestamp }));
}

/** @param {OffscreenCanvas} canvas @param {VideoFrame} frame whose size it gets */
function emptied(canvas, { displayWidth: width, displayHeight: height }) {
  Object.assign(canvas, { width, height });
  return /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
}
