/**
 * Watches frames in a worker: those of streams that it is sent, and single ones. Classic, module and
 * blob workers run the same text.
 */

const measuring = import(`${self.location.origin}/measure.js`);
/** @type {any} */
let geometry;
/** @type {any} */
let reference;

self.onmessage = async ({ data }) => {
  if (data.geometry) geometry = data.geometry;
  if (data.frame) await look(data.frame);
  if (!data.readable) return;
  const reader = data.readable.getReader();
  for (;;) {
    const { value: frame, done } = await reader.read();
    if (done) break;
    await look(frame);
  }
  self.postMessage('end');
};

/** @param {VideoFrame} frame */
async function look(frame) {
  const metadata = frame.metadata();
  const { backgroundBlur, backgroundSegmentationMask: mask } = metadata;
  const { calibrate, classify, lumaOf, measure } = await measuring;
  const measures = measure(await lumaOf(frame), geometry);
  if (measures.background > 40) reference ??= calibrate(measures);
  const seen = {
    number: measures.number,
    verdict: classify(measures, reference ?? { background: 1000, person: 1000 }),
    timestamp_us: frame.timestamp,
    enabled: backgroundBlur?.enabled ?? null,
    keys: Object.keys(metadata),
    mask: mask ? lookAtMask(mask) : null,
    copies: [frame.clone(), structuredClone(frame), new VideoFrame(frame)].map((copy) => {
      const { enabled } = copy.metadata().backgroundBlur ?? {};
      copy.close();
      return enabled ?? null;
    }),
  };
  frame.close();
  self.postMessage(seen);
}

/** @param {ImageBitmap} mask */
function lookAtMask(mask) {
  const [width, height] = [160, 120];
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
    new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  );
  context.drawImage(mask, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const size = [mask.width, mask.height];
  mask.close();
  return {
    size,
    plain: data.every((value, at) =>
      at % 4 === 3 ? value === 255 : value === data[at - (at % 4)],
    ),
    grey: [...data.filter((_value, at) => at % 4 === 0)],
  };
}
