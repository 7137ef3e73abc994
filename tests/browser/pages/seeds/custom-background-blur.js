// The example leaves this open: lime all round the person is easier to see than blur.
async function blurBackground(frame, mask) {
  const [width, height] = [frame.displayWidth, frame.displayHeight];
  const [background, canvas] = [new OffscreenCanvas(width, height), new OffscreenCanvas(width, height)];
  const backgroundContext = background.getContext('2d');
  const context = canvas.getContext('2d');
  context.fillStyle = 'lime';
  context.fillRect(0, 0, width, height);
  if (mask) {
    backgroundContext.fillStyle = 'white';
    backgroundContext.fillRect(0, 0, width, height);
    backgroundContext.globalCompositeOperation = 'difference';
    backgroundContext.drawImage(mask, 0, 0);
    backgroundContext.globalCompositeOperation = 'multiply';
    backgroundContext.fillStyle = 'lime';
    backgroundContext.fillRect(0, 0, width, height);
    context.globalCompositeOperation = 'copy';
    context.drawImage(mask, 0, 0);
    context.globalCompositeOperation = 'multiply';
    context.drawImage(frame, 0, 0);
    context.globalCompositeOperation = 'lighter';
    context.drawImage(background, 0, 0);
    mask.close();
  }
  return new VideoFrame(canvas, {timestamp: frame.timestamp});
}
