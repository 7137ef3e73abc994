self.onmessage = async ({data: {readable, writable}}) => {
  // Let's use custom face detection to aid custom background blurring.
  importScripts('custom-face-detection.js', 'custom-background-blur.js');
  const transformer = new TransformStream({
    async transform(frame, controller) {
      // Use a custom face detection.
      const detectedFaces = await detectFaces(
          frame,
          frame.metadata().backgroundSegmentationMask);
      // Use a custom background blurring.
      const newFrame = await blurBackground(frame, detectedFaces);
      frame.close();
      controller.enqueue(newFrame);
    }
  });
  // Pipe through a custom transformer.
  await readable.pipeThrough(transformer).pipeTo(writable);
};
