/** What is true of each frame, whoever switched the effect on: the app, the person, the system. */

/** @param {HTMLVideoElement} video @param {(track: MediaStreamVideoTrack) => void} opened @param {(text: string) => void} say */
export async function run(video, opened, say) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: true });
  const [track] = /** @type {[MediaStreamVideoTrack]} */ (stream.getVideoTracks());
  opened(track);
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
}
