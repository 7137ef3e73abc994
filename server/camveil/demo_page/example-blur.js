/** The browser's blur, where the camera has it: no frame passes through the page. */

/** @param {HTMLVideoElement} video */
export async function run(video) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: true });
  const [track] = /** @type {[MediaStreamVideoTrack]} */ (stream.getVideoTracks());
  const { backgroundBlur = [] } = track.getCapabilities();
  if (backgroundBlur.includes(true)) {
    await track.applyConstraints({ backgroundBlur: { exact: true } });
  }
  video.srcObject = stream;
  return track;
}
