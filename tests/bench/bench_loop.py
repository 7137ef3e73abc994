"""How fast the whole loop is: camera, extension, server and back, in the real Chromium.

`python -m tests.bench.bench_loop [SECONDS]`; nothing else should run meanwhile.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.browser.chromium import chromium
from tests.browser.serving import Server
from tests.browser.site import serve
from tests.camera.recipe import make_camera

CLIPS: Final = Path(__file__).parents[2] / "build" / "camera"
SIZES: Final = ((640, 480), (1280, 720))
EFFECTS: Final = {
    "off": {},
    "blur": {"backgroundBlur": True},
    "mask": {"backgroundSegmentationMask": True},
    "both": {"backgroundBlur": True, "backgroundSegmentationMask": True},
}
SECONDS: Final = 20

MEASURE: Final = """async ([width, height, constraints, seconds]) => {
  const stream = await navigator.mediaDevices.getUserMedia({video: {width, height}});
  const [track] = stream.getVideoTracks();
  const reference = track.clone();
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = stream;
  await video.play();
  const read = (of, onFrame) => {
    const reader = new MediaStreamTrackProcessor({track: of}).readable.getReader();
    (async () => {
      for (;;) {
        const {value, done} = await reader.read();
        if (done) return;
        onFrame(value, performance.now());
        value.close();
      }
    })();
  };
  const frames = [];
  const camera = [];
  read(reference, ({timestamp}, at) => camera.push([timestamp, at]));
  read(track, (frame, at) => {
    const {backgroundBlur, backgroundSegmentationMask} = frame.metadata();
    backgroundSegmentationMask?.close();
    frames.push([frame.timestamp, at, backgroundBlur.enabled, !!backgroundSegmentationMask]);
  });
  const begun = performance.now();
  await track.applyConstraints(constraints);
  const applied = performance.now() - begun;
  await new Promise(resolve => setTimeout(resolve, 1000));
  const [from, fromCamera] = [frames.length, camera.length];
  const start = performance.now();
  await new Promise(resolve => setTimeout(resolve, seconds * 1000));
  const elapsed = (performance.now() - start) / 1000;
  const counted = frames.slice(from);
  const latencies = counted.map(([timestamp, at]) => {
    const match = camera.find(([other]) => Math.abs(other - timestamp) < 2000);
    return match ? at - match[1] : null;
  }).filter(latency => latency !== null).sort((a, b) => a - b);
  track.stop();
  reference.stop();
  return {
    camera_fps: (camera.length - fromCamera) / elapsed,
    fps: counted.length / elapsed,
    blurred: counted.filter(frame => frame[2]).length / counted.length,
    masked: counted.filter(frame => frame[3]).length / counted.length,
    applied_ms: applied,
    p50_ms: latencies[Math.floor(latencies.length * .5)],
    p95_ms: latencies[Math.floor(latencies.length * .95)],
  };
}"""


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    CLIPS.mkdir(parents=True, exist_ok=True)
    server = Server()
    server.start()
    site = serve(CLIPS)
    say("| size | effects | camera fps | fps out | blurred | masked | apply ms | p50 ms | p95 ms |")
    say("|---|---|---|---|---|---|---|---|---|")
    try:
        with sync_playwright() as playwright:
            for width, height in SIZES:
                clip = CLIPS / f"{width}x{height}.mjpeg"
                make_camera(clip, width, height, 120)
                with chromium(playwright, clip=clip) as browser:
                    page = open_page(browser, f"http://localhost:{site.port}/lab")
                    for name, constraints in EFFECTS.items():
                        found = page.evaluate(MEASURE, [width, height, constraints, seconds])
                        say(row(f"{width}x{height}", name, found))
                        server.wait_for_sessions(0)
    finally:
        site.close()
        server.stop()


def open_page(browser: BrowserContext, address: str) -> Page:
    page = browser.new_page()
    page.goto(address)
    return page


def row(size: str, name: str, found: dict[str, Any]) -> str:
    cells = [
        size,
        name,
        f"{found['camera_fps']:.2f}",
        f"{found['fps']:.2f}",
        f"{found['blurred']:.1%}",
        f"{found['masked']:.1%}",
        f"{found['applied_ms']:.0f}",
        f"{found['p50_ms']:.1f}",
        f"{found['p95_ms']:.1f}",
    ]
    return f"| {' | '.join(cells)} |"


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
