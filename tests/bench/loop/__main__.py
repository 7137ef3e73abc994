"""How fast, how cheap and how sharp the whole loop is: camera, extension, server and back.

`python -m tests.bench.loop [--seconds 10] [--repeats 5] [--cameras 640x480@30 ...]`; nothing else
should run meanwhile. Each repeat measures every row with the extension and the same camera without
it, by turns. Writes build/bench/loop.json and prints the medians as a table.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Final

from playwright.sync_api import Playwright, sync_playwright

from tests.bench.common import ROOT, say
from tests.bench.loop.clips import camera_of, clip_of
from tests.bench.loop.rows import (
    EFFECTS,
    Camera,
    Row,
    measure_with,
    measure_without,
    median_of,
)
from tests.bench.loop.table import table
from tests.browser.chromium import chromium
from tests.browser.serving import Server
from tests.browser.site import Site
from tests.browser.staging import serving

JSON: Final = ROOT / "build" / "bench" / "loop.json"
CAMERAS: Final = ("640x480@30", "1280x720@30", "1920x1080@30", "640x480@60")
COMPARED: Final = Camera(640, 480, 30)
"The one that the page's own blur is measured with."

Rows = dict[str, list[Row]]


def main() -> None:
    arguments = _arguments()
    server = Server(*(["--model", arguments.model] if arguments.model else []))
    found: dict[str, dict[str, Row]] = {}
    with serving(server) as site, sync_playwright() as playwright:
        for text in arguments.cameras:
            camera = camera_of(text)
            clip = arguments.clip or clip_of(camera)
            rows: Rows = defaultdict(list)
            for _ in range(arguments.repeats):
                _repeat(rows, playwright, clip, site, server, camera, arguments)
            found[camera.name] = {name: median_of(each) for name, each in rows.items()}
    _write(found, arguments)
    say(table(found))


def _repeat(
    rows: Rows,
    playwright: Playwright,
    clip: Path,
    site: Site,
    server: Server,
    camera: Camera,
    arguments: argparse.Namespace,
) -> None:
    address = f"http://localhost:{site.port}/lab"
    for name in arguments.effects:
        with chromium(playwright, clip=clip) as browser:
            row = measure_with(browser, address, server, camera, name, arguments.seconds)
            rows[name].append(row)
    with chromium(playwright, clip=clip, extension=None) as browser:
        row = measure_without(browser, address, camera, arguments.seconds, blur_in_page=False)
        rows["no extension"].append(row)
    if camera == COMPARED:
        with chromium(playwright, clip=clip, extension=None) as browser:
            row = measure_without(browser, address, camera, arguments.seconds, blur_in_page=True)
            rows["blur in the page"].append(row)


def _write(found: dict[str, dict[str, Row]], arguments: argparse.Namespace) -> None:
    JSON.parent.mkdir(parents=True, exist_ok=True)
    commit = subprocess.check_output(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, text=True)
    document = {
        "commit": commit.strip(),
        "machine": platform.platform(),
        "seconds": arguments.seconds,
        "repeats": arguments.repeats,
        "rows": {
            camera: {name: asdict(row) for name, row in rows.items()}
            for camera, rows in found.items()
        },
    }
    JSON.write_text(json.dumps(document, indent=2) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.loop")
    parser.add_argument("--seconds", type=int, default=10, help="of each row")
    parser.add_argument("--repeats", type=int, default=5, help="of which the medians are told")
    parser.add_argument("--cameras", nargs="+", default=CAMERAS, metavar="WIDTHxHEIGHT@FPS")
    parser.add_argument("--effects", nargs="+", default=list(EFFECTS), choices=list(EFFECTS))
    parser.add_argument("--model", help="another than the default, as `camveil serve` takes it")
    parser.add_argument("--clip", type=Path, help="another .y4m or .mjpeg as the camera's picture")
    return parser.parse_args()


if __name__ == "__main__":
    main()
