/** Reads the video that comes back from the server. */

/** Decoded frames that wait while the main thread is busy. */
const BUFFER_FRAMES = 4;

/**
 * @param {MediaStreamTrack} track the connection's
 * @param {(rtpTimestamp: number, frame: VideoFrame) => void} onFrame gets the frame to keep or close
 * @returns {() => void} ends the reading and releases the frames that wait; must come before the
 *   connection's own end, which would leave them to the garbage collector
 */
export function readReturned(track, onFrame) {
  const processor = new MediaStreamTrackProcessor({
    track: /** @type {MediaStreamVideoTrack} */ (track),
    maxBufferSize: BUFFER_FRAMES,
  });
  const reader = processor.readable.getReader();
  const read = async () => {
    for (;;) {
      const { value: frame, done } = await reader.read();
      if (done) return;
      const metadata = /** @type {{rtpTimestamp?: number}} */ (frame.metadata());
      if (metadata.rtpTimestamp === undefined) frame.close();
      else onFrame(metadata.rtpTimestamp, frame);
    }
  };
  void read();
  return () => void reader.cancel();
}
