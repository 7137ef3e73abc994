/** Frames and their masks in a worker: streams are transferred, for tracks cannot be. */

/** @param {HTMLVideoElement} video @param {(track: MediaStreamVideoTrack) => void} opened */
export async function run(video, opened) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: true });
  const [track] = /** @type {[MediaStreamVideoTrack]} */ (stream.getVideoTracks());
  opened(track);
  const { backgroundSegmentationMask = [] } = track.getCapabilities();
  if (backgroundSegmentationMask.includes(true)) {
    await track.applyConstraints({ backgroundSegmentationMask: { exact: true } });
  }
  const worker = new Worker('example-worker-frames.js');
  const { readable } = new MediaStreamTrackProcessor({ track });
  const generator = new MediaStreamTrackGenerator({ kind: 'video' });
  const { writable } = generator;
  worker.postMessage({ readable, writable }, [readable, writable]);
  video.srcObject = new MediaStream([generator]);
}
