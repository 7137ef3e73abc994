"""Whether a video shows the tests' person before a lime background."""

from __future__ import annotations

from typing import Final

# The person stands in the middle third, the camera's pattern and bar code are elsewhere.
IS_GREEN: Final = """selector => {
  const video = document.querySelector(selector);
  if (!video.videoWidth) return false;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.drawImage(video, 0, 0);
  const {data, width, height} = context.getImageData(0, 0, canvas.width, canvas.height);
  const isLime = (x, y) => {
    const [red, green, blue] = data.subarray(4 * (y * width + x));
    return green > 215 && red < 50 && blue < 50;
  };
  const share = (x0, x1, y0, y1) => {
    let lime = 0, all = 0;
    for (let y = y0; y < y1; y += 3) {
      for (let x = x0; x < x1; x += 3) { all++; lime += isLime(x, y) ? 1 : 0; }
    }
    return lime / all;
  };
  const walls = share(0, width * .12 | 0, height * .1 | 0, height * .5 | 0);
  const person = share(width * .45 | 0, width * .55 | 0, height * .7 | 0, height * .9 | 0);
  return walls > .97 && person < .03;
}"""
"Of the video that a selector finds."
