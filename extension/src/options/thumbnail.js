/** A small picture of a background. */

const WIDTH = 192;
const HEIGHT = 108;
/** A video's first frame may be black. */
const LATER_S = 0.5;

/**
 * @param {Blob} blob an image or a video
 * @returns {Promise<Blob>} as an image of 192 x 108 pixels that it fills
 * @throws {DOMException} what the browser cannot read
 */
export async function thumbnailOf(blob) {
  return blob.type.startsWith('video/') ? ofVideo(blob) : ofImage(blob);
}

/** @param {Blob} blob */
async function ofImage(blob) {
  const image = await createImageBitmap(blob);
  const drawn = await draw(image, image.width, image.height);
  image.close();
  return drawn;
}

/** @param {Blob} blob */
async function ofVideo(blob) {
  const video = document.createElement('video');
  video.muted = true;
  video.src = URL.createObjectURL(blob);
  try {
    await told(video, 'loadeddata');
    video.currentTime = Math.min(LATER_S, video.duration / 2);
    await told(video, 'seeked');
    return await draw(video, video.videoWidth, video.videoHeight);
  } finally {
    URL.revokeObjectURL(video.src);
  }
}

/**
 * @param {HTMLVideoElement} video
 * @param {string} event
 * @returns {Promise<void>}
 */
function told(video, event) {
  return new Promise((resolve, reject) => {
    video.addEventListener(event, () => resolve(), { once: true });
    video.addEventListener(
      'error',
      () => reject(new DOMException(video.error?.message, 'EncodingError')),
      { once: true },
    );
  });
}

/**
 * @param {CanvasImageSource} source
 * @param {number} width
 * @param {number} height
 */
async function draw(source, width, height) {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const scale = Math.max(WIDTH / width, HEIGHT / height);
  const [shownWidth, shownHeight] = [width * scale, height * scale];
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.drawImage(
    source,
    (WIDTH - shownWidth) / 2,
    (HEIGHT - shownHeight) / 2,
    shownWidth,
    shownHeight,
  );
  return canvas.convertToBlob({ type: 'image/webp', quality: 0.8 });
}
