/** What is true of each frame, whoever switched the effect on: the app, the person, the system. */

/** @param {HTMLVideoElement} video @param {(text: string) => void} say */
export async function run(video, say) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: true });
  const [track] = /** @type {[MediaStreamVideoTrack]} */ (stream.getVideoTracks());
  video.srcObject = stream;

  const { readable } = new MediaStreamTrackProcessor({ track });
  const look = new WritableStream({
    write(frame) {
      const { backgroundBlur } = frame.metadata();
      say(backgroundBlur?.enabled ? 'Your background is blurred.' : 'Others see your room.');
      frame.close();
    },
  });
  void readable.pipeTo(look);
  return track;
}
