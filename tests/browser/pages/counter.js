/** A worker that counts a track's frames. */

addEventListener('message', async ({ data: { readable, seconds } }) => {
  const reader = readable.getReader();
  (await reader.read()).value.close();
  const from_ms = performance.now();
  let frames = 0;
  while (performance.now() - from_ms < seconds * 1000) {
    (await reader.read()).value.close();
    frames += 1;
  }
  postMessage((frames * 1000) / (performance.now() - from_ms));
});
