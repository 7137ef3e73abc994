/** The worker: everything is black but the person. */

self.onmessage = async ({ data: { readable, writable } }) => {
  const transformer = new TransformStream({
    transform(frame, controller) {
      const { timestamp, displayWidth: width, displayHeight: height } = frame;
      const { backgroundSegmentationMask: mask } = frame.metadata();
      const canvas = new OffscreenCanvas(width, height);
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
      // Black where nobody is; all black as long as there is no mask.
      if (mask) {
        context.drawImage(mask, 0, 0);
        context.globalCompositeOperation = 'multiply';
        context.drawImage(frame, 0, 0);
        mask.close();
      } else context.fillRect(0, 0, width, height);
      frame.close();
      controller.enqueue(new VideoFrame(canvas, { timestamp }));
    },
  });
  await readable.pipeThrough(transformer).pipeTo(writable);
  self.close(); // the camera has ended
};
