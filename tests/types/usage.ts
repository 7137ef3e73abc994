/** What an app writes, checked by its types alone; what is wrong must stay wrong. */

export async function blur(): Promise<MediaStreamTrack> {
  const supported: boolean | undefined =
    navigator.mediaDevices.getSupportedConstraints().backgroundSegmentationMask;
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { backgroundBlur: { ideal: true }, advanced: [{ backgroundSegmentationMask: true }] },
  });
  const [track] = stream.getVideoTracks();
  if (!track || !supported) throw new Error('no camera');
  if (track.getCapabilities().backgroundBlur?.includes(false)) {
    await track.applyConstraints({ backgroundBlur: false });
  }
  track.addEventListener('configurationchange', ({ target }) => target);
  track.onconfigurationchange = () => {
    const on: boolean | undefined = track.getSettings().backgroundBlur;
    return on;
  };
  // @ts-expect-error: it is true or false
  await track.applyConstraints({ backgroundBlur: 'light' });
  // @ts-expect-error: what can be had is a list
  const wrong: boolean = track.getCapabilities().backgroundSegmentationMask;
  return wrong ? track.clone() : track;
}

export function draw(frame: VideoFrame, context: CanvasRenderingContext2D): boolean {
  const { backgroundBlur, backgroundSegmentationMask } = frame.metadata();
  if (backgroundSegmentationMask) {
    context.drawImage(backgroundSegmentationMask, 0, 0);
    backgroundSegmentationMask.close();
  }
  // @ts-expect-error: no app can say so
  if (backgroundBlur) backgroundBlur.enabled = false;
  return backgroundBlur?.enabled ?? false;
}

export function watch(video: HTMLVideoElement): void {
  video.requestVideoFrameCallback((_, metadata) => metadata.backgroundSegmentationMask?.close());
}
