/** The browser's blur, where the camera has it: no frame passes through the page. */

/** @param {HTMLVideoElement} video @param {(track: MediaStreamVideoTrack) => void} opened */
export async function run(video, opened) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: true });
  const [track] = /** @type {[MediaStreamVideoTrack]} */ (stream.getVideoTracks());
  opened(track);
  const { backgroundBlur = [] } = track.getCapabilities();
  if (backgroundBlur.includes(true)) {
    await track.applyConstraints({ backgroundBlur: { exact: true } });
  }
  video.srcObject = stream;
}
