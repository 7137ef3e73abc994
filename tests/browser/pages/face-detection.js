/**
 * An app with a background blur of its own, which finds faces with the help of the browser's mask:
 * the explainer's second branch, in the page itself.
 */

import { blurBackground } from './custom-background-blur.js';
import { detectFaces } from './custom-face-detection.js';

const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
const [videoTrack] = /** @type {MediaStreamVideoTrack[]} */ (stream.getVideoTracks());
if (!videoTrack) throw new Error('no track');
const capabilities = videoTrack.getCapabilities();
if ((capabilities.backgroundSegmentationMask || []).includes(true)) {
  await videoTrack.applyConstraints({ backgroundSegmentationMask: { exact: true } });
}
const transformer = new TransformStream({
  /**
   * @param {VideoFrame} frame
   * @param {TransformStreamDefaultController<VideoFrame>} controller
   */
  async transform(frame, controller) {
    const mask = frame.metadata().backgroundSegmentationMask;
    const detectedFaces = await detectFaces(frame, mask);
    mask?.close();
    const newFrame = await blurBackground(frame, detectedFaces);
    frame.close();
    controller.enqueue(newFrame);
  },
});
const { readable } = new MediaStreamTrackProcessor({ track: videoTrack });
const generator = new MediaStreamTrackGenerator({ kind: 'video' });
const videoElement = document.querySelector('video');
if (videoElement) videoElement.srcObject = new MediaStream([generator]);
await readable.pipeThrough(transformer).pipeTo(generator.writable);
