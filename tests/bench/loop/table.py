"""The bench's medians as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tests.bench.loop.rows import Row

Cell = Callable[[Row, Row], str]
"The text of a row's cell, given the row without the extension too."


def _figure(name: str, decimals: int) -> Cell:
    def cell(row: Row, _without: Row) -> str:
        value = getattr(row, name)
        return "" if value is None else f"{value:.{decimals}f}"

    return cell


def _ratio(name: str) -> Cell:
    def cell(row: Row, without: Row) -> str:
        value, other = getattr(row, name), getattr(without, name)
        return "" if value is None else f"{value / other:.2f}"

    return cell


FRAMES: Final[dict[str, Cell]] = {
    "camera fps": _figure("camera_fps", 2),
    "fps out": _figure("fps", 2),
    "missing %": _figure("missing_percent", 2),
    "longest run": _figure("longest_missing_run", 0),
    "blurred %": _figure("blurred_percent", 1),
    "masked %": _figure("masked_percent", 1),
    "p50 ms": _figure("p50_ms", 1),
    "p95 ms": _figure("p95_ms", 1),
    "cold ms": _figure("cold_ms", 0),
    "idle ms": _figure("idle_ms", 0),
    "off ms": _figure("off_ms", 0),
}
COSTS: Final[dict[str, Cell]] = {
    "Chromium cores": _figure("chromium_cores", 2),
    "of without": _ratio("chromium_cores"),
    "shown only": _figure("shown_cores", 3),
    "of that without": _ratio("shown_cores"),
    "watts": _figure("watts", 1),
    "server ms": _figure("server_ms", 1),
    "packets": _figure("packets_ms", 1),
    "wait": _figure("decode_wait_ms", 1),
    "segment": _figure("segment_ms", 1),
    "composite": _figure("composite_ms", 1),
    "encode": _figure("encode_ms", 1),
    "unsent %": _figure("unsent_percent", 1),
    "unreturned %": _figure("unreturned_percent", 1),
    "up Mbps": _figure("up_mbps", 1),
    "down Mbps": _figure("down_mbps", 1),
    "PSNR dB": _figure("psnr_db", 1),
    "SSIM": _figure("ssim", 3),
}


def table(found: Mapping[str, Mapping[str, Row]]) -> str:
    """Frames first, then what they cost."""
    return "\n".join(_table(found, columns) for columns in (FRAMES, COSTS))


def _table(found: Mapping[str, Mapping[str, Row]], columns: Mapping[str, Cell]) -> str:
    lines = [
        _line(["camera", "effects", *columns]),
        _line(["---"] * (len(columns) + 2)),
    ]
    for camera, rows in found.items():
        without = rows["no extension"]
        for name, row in rows.items():
            lines.append(_line([camera, name, *(cell(row, without) for cell in columns.values())]))
    return "\n".join(lines) + "\n"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
