// Open camera.
const stream = await navigator.mediaDevices.getUserMedia({video: true});
const [videoTrack] = stream.getVideoTracks();

// Use a video worker and show to user.
const videoElement = document.querySelector('video');
const videoWorker = new Worker('video-worker.js');

const capabilities = videoTrack.getCapabilities();
if ((capabilities.backgroundSegmentationMask || []).includes(true)) {
  // The platform supports background segmentation mask.
  // Let's use it to aid face detection.
  await videoTrack.applyConstraints({
    backgroundSegmentationMask: {exact: true}
  });
}
const processor = new MediaStreamTrackProcessor({track: videoTrack});
const generator = new MediaStreamTrackGenerator({kind: 'video'});
const {readable} = processor;
const {writable} = generator;
videoWorker.postMessage({readable, writable}, [readable, writable]);
videoElement.srcObject = new MediaStream([generator]);
