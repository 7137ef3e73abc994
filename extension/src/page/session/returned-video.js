/** Reads the video that comes back from the server. */

/** Decoded frames that wait while the main thread is busy. */
const BUFFER_FRAMES = 4;

/**
 * @param {import('../natives.js').Natives} natives
 * @param {MediaStreamTrack} track the connection's
 * @param {(rtpTimestamp: number, frame: VideoFrame) => void} onFrame gets the frame to keep or close
 */
export async function readReturned(natives, track, onFrame) {
  const processor = new natives.MediaStreamTrackProcessor({
    track: /** @type {MediaStreamVideoTrack} */ (track),
    maxBufferSize: BUFFER_FRAMES,
  });
  const reader = natives.processorReadable(processor).getReader();
  for (;;) {
    const { value: frame, done } = await reader.read();
    if (done) return;
    const metadata = /** @type {{rtpTimestamp?: number}} */ (natives.frameMetadata(frame));
    if (metadata.rtpTimestamp === undefined) natives.closeFrame(frame);
    else onFrame(metadata.rtpTimestamp, frame);
  }
}
