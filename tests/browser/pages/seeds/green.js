window.addEventListener('DOMContentLoaded', async event => {
  const stream = await navigator.mediaDevices.getUserMedia({video: true});
  const [videoTrack] = stream.getVideoTracks();
  const videoCapabilities = videoTrack.getCapabilities();
  if ((videoCapabilities.backgroundSegmentationMask || []).includes(true)) {
    await videoTrack.applyConstraints({
      backgroundSegmentationMask: {exact: true}
    });
  } else {
    // No background segmentation mask support. Do something else.
  }
  const videoSettings = videoTrack.getSettings();
  const videoProcessor = new MediaStreamTrackProcessor({track: videoTrack});
  const videoGenerator = new MediaStreamTrackGenerator({kind: 'video'});
  const videoElement = document.querySelector('video');
  videoElement.srcObject = new MediaStream([videoGenerator]);
  await videoProcessor.readable
    .pipeThrough(new TransformStream({
      start(controller) {
        console.log('start');
        this.height = videoSettings.height;
        this.width = videoSettings.width;
        this.backgroundCanvas = new OffscreenCanvas(this.width, this.height);
        this.canvas = new OffscreenCanvas(this.width, this.height);
      },
      transform(videoFrame, controller) {
        const backgroundSegmentationMask =
            videoFrame.metadata().backgroundSegmentationMask;

        if (backgroundSegmentationMask) {
          const backgroundContext = this.backgroundCanvas.getContext('2d');
          const context = this.canvas.getContext('2d');

          // Draw a green background and a black foreground:
          // Invert and draw the mask frame.
          backgroundContext.globalCompositeOperation = 'copy';
          backgroundContext.fillStyle = 'white';
          backgroundContext.fillRect(0, 0, this.width, this.height);
          backgroundContext.globalCompositeOperation = 'difference';
          backgroundContext.drawImage(backgroundSegmentationMask, 0, 0);
          // Draw the background color.
          backgroundContext.globalCompositeOperation = 'multiply';
          backgroundContext.fillStyle = 'lime';
          backgroundContext.fillRect(0, 0, this.width, this.height);

          // Draw the foreground and a black background:
          // Draw the mask frame.
          context.globalCompositeOperation = 'copy';
          context.drawImage(backgroundSegmentationMask, 0, 0);
          // Draw the foreground from the video frame.
          context.globalCompositeOperation = 'multiply';
          context.drawImage(videoFrame, 0, 0);

          // Combine the foreground and the green background.
          context.globalCompositeOperation = 'lighter';
          context.drawImage(this.backgroundCanvas, 0, 0);
        } else {
          // Draw green.
          const context = this.canvas.getContext('2d');
          context.globalCompositeOperation = 'copy';
          context.fillStyle = 'lime';
          context.fillRect(0, 0, this.width, this.height);
        }

        // Create and enqueue a new video frame.
        const {timestamp} = videoFrame;
        videoFrame.close();
        controller.enqueue(new VideoFrame(this.canvas, {timestamp}));
      }
    }))
    .pipeTo(videoGenerator.writable);
});
