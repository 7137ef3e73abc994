"""One row of the bench: a camera, the effects on its track, and what was measured."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from playwright.sync_api import BrowserContext, Page

from tests.bench.loop.peer_stats import PeerStats
from tests.bench.loop.quality import pair_of, quality
from tests.bench.loop.usage import PowerMeter, Watch
from tests.browser.serving import Server

NONE: Final = {"backgroundBlur": False, "backgroundSegmentationMask": False}
EFFECTS: Final[dict[str, dict[str, bool]]] = {
    "off": NONE,
    "mask": {**NONE, "backgroundSegmentationMask": True},
    "blur": {**NONE, "backgroundBlur": True},
    "both": {"backgroundBlur": True, "backgroundSegmentationMask": True},
}
SETTLE_MS: Final = 2000
PAIRS: Final = 10
STAGES: Final = ("decode_wait", "segment", "composite", "encode")


@dataclass(frozen=True, slots=True)
class Camera:
    """Size and rate of the fake camera."""

    width: int
    height: int
    fps: int

    @property
    def name(self) -> str:
        return f"{self.width}x{self.height} {self.fps} fps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """None is what this row has not."""

    camera_fps: float
    fps: float
    missing_percent: float
    longest_missing_run: float
    blurred_percent: float
    masked_percent: float
    chromium_cores: float
    shown_cores: float | None = None
    "The same while the page only shows the track, and reads no frame."
    watts: float | None = None
    p50_ms: float | None = None
    p95_ms: float | None = None
    cold_ms: float | None = None
    "From the call to the first frame that obeys; the connection is made first."
    off_ms: float | None = None
    idle_ms: float | None = None
    "As `cold_ms`, with a connection that rests."
    server_ms: float | None = None
    "Processor time of the server for each frame that it was sent."
    packets_ms: float | None = None
    "Of this, the event loop's."
    decode_wait_ms: float | None = None
    segment_ms: float | None = None
    composite_ms: float | None = None
    encode_ms: float | None = None
    unsent_percent: float | None = None
    "Frames of the camera that the page did not send."
    unreturned_percent: float | None = None
    "Frames that were sent and, with blur on, did not come back."
    up_mbps: float | None = None
    down_mbps: float | None = None
    psnr_db: float | None = None
    ssim: float | None = None


def median_of(rows: Sequence[Row]) -> Row:
    """The median of each figure by itself."""
    figures: dict[str, Any] = {}
    for field in fields(Row):
        values = [getattr(row, field.name) for row in rows]
        known = [value for value in values if value is not None]
        figures[field.name] = statistics.median(known) if known else None
    return Row(**figures)


def measure_with(
    browser: BrowserContext,
    address: str,
    server: Server,
    camera: Camera,
    effects: str,
    seconds: int,
) -> Row:
    """A row with the extension."""
    page = show_page(browser, address, camera)
    on = effects != "off"
    figures: dict[str, Any] = {}
    if not on:
        figures["shown_cores"] = _shown_cores(page, seconds)
    page.evaluate("bench.read()")
    if on:
        figures["cold_ms"] = apply(page, effects)
        figures["off_ms"] = apply(page, "off")
        figures["idle_ms"] = apply(page, effects)
    page.wait_for_timeout(SETTLE_MS)
    stats = PeerStats(page)
    before = stats.counts()
    watch = Watch.of_server(server.process_id)
    stages: list[dict[str, Any]] = []
    figures |= _count(page, seconds, lambda: stages.append(server.health()))
    usage, counts = watch.usage(), stats.counts().since(before)
    if on:
        elapsed_s = figures.pop("elapsed_s")
        sent = max(1, counts.sent)
        figures["server_ms"] = usage.cores * elapsed_s * 1000 / sent
        figures["packets_ms"] = usage.main_thread_cores * elapsed_s * 1000 / sent
        for stage in STAGES:
            figures[f"{stage}_ms"] = statistics.fmean(one[f"{stage}_ms"] for one in stages)
        figures["unsent_percent"] = 100 * max(0.0, 1 - sent / (figures["camera_fps"] * elapsed_s))
        if EFFECTS[effects]["backgroundBlur"]:
            figures["unreturned_percent"] = 100 * max(0.0, 1 - counts.returned / sent)
        figures["up_mbps"] = counts.sent_bytes * 8e-6 / elapsed_s
        figures["down_mbps"] = counts.returned_bytes * 8e-6 / elapsed_s
    else:
        del figures["elapsed_s"]
    if effects == "both":
        found = quality(pair_of(page.evaluate("bench.pair()")) for _ in range(PAIRS))
        figures |= {"psnr_db": found.psnr_db, "ssim": found.ssim}
    page.close()
    server.wait_for_sessions(0)
    return Row(**figures)


def measure_without(
    browser: BrowserContext, address: str, camera: Camera, seconds: int, *, blur_in_page: bool
) -> Row:
    """A row without the extension; with the page's own blur, if asked for."""
    page = show_page(browser, address, camera)
    if blur_in_page:
        page.evaluate("bench.blurInPage()")
    shown_cores = _shown_cores(page, seconds)
    page.evaluate("bench.read()")
    page.wait_for_timeout(SETTLE_MS)
    figures = _count(page, seconds, lambda: None)
    del figures["elapsed_s"]
    page.close()
    return Row(**figures, shown_cores=shown_cores)


def open_page(browser: BrowserContext, address: str, camera: Camera) -> Page:
    """A page with the camera open, of which every frame is read."""
    page = show_page(browser, address, camera)
    page.evaluate("bench.read()")
    return page


def show_page(browser: BrowserContext, address: str, camera: Camera) -> Page:
    """A page that shows its camera."""
    page = browser.new_page()
    page.goto(address)
    page.add_script_tag(url="/bench.js", type="module")
    page.wait_for_selector("html[data-bench=ready]")
    size = {"width": camera.width, "height": camera.height, "frameRate": camera.fps}
    page.evaluate("size => bench.open(size)", size)
    return page


def apply(page: Page, effects: str) -> float:
    """Returns the milliseconds until a frame obeyed, when some seconds more have passed."""
    constraints = EFFECTS[effects]
    wanted = {
        "blurred": constraints["backgroundBlur"],
        "masked": constraints["backgroundSegmentationMask"],
    }
    took_ms = page.evaluate("([what, wanted]) => bench.apply(what, wanted)", [constraints, wanted])
    page.wait_for_timeout(SETTLE_MS)
    return float(took_ms)


def _shown_cores(page: Page, seconds: int) -> float:
    page.wait_for_timeout(SETTLE_MS)
    watch = Watch.of_chromium()
    page.wait_for_timeout(seconds * 1000)
    return watch.usage().cores


def _count(page: Page, seconds: int, each_second: Any) -> dict[str, Any]:
    watch, meter = Watch.of_chromium(), PowerMeter()
    page.evaluate("bench.begin()")
    begun_s = time.monotonic()
    for second in range(1, seconds + 1):
        page.wait_for_timeout(max(0.0, begun_s + second - time.monotonic()) * 1000)
        each_second()
    found = page.evaluate("bench.end()")
    usage = watch.usage()
    out, camera = max(1, found["out"]), max(1, found["camera"])
    elapsed_s = max(found["elapsed_s"], 0.001)
    return {
        "elapsed_s": time.monotonic() - begun_s,
        "camera_fps": (camera - 1) / elapsed_s,
        "fps": found["out"] / camera * (camera - 1) / elapsed_s,
        "missing_percent": 100 * (1 - found["out"] / camera),
        "longest_missing_run": found["longest_missing_run"],
        "blurred_percent": 100 * found["blurred"] / out,
        "masked_percent": 100 * found["masked"] / out,
        "p50_ms": found["p50_ms"],
        "p95_ms": found["p95_ms"],
        "chromium_cores": usage.cores,
        "watts": meter.watts(),
    }
