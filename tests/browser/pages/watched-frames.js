/** What is done with frames in a page and in a worker alike, step by step. */

/** @typedef {Record<string, any>} Kept what a later step goes on with; `reader` reads the frames */

/** @param {Kept} kept */
export async function readFrame(kept) {
  kept.frame?.close();
  kept.frame = (await kept.reader.read()).value;
  return kept.frame.metadata();
}

/** @type {Record<string, (kept: Kept) => unknown>} */
export const frameSteps = {
  'a frame': readFrame,
  'copies of a frame': ({ frame }) => {
    frame.clone().close();
    structuredClone(frame).close();
    new VideoFrame(frame, { timestamp: 5 }).close();
  },
  'a frame in a message': async ({ frame }) => {
    const { port1, port2 } = new MessageChannel();
    /** @type {Promise<MessageEvent>} */
    const got = new Promise((resolve) => {
      port2.onmessage = resolve;
    });
    port1.postMessage({ frame: frame.clone() });
    (await got).data.frame.close();
    port1.close();
  },
};
