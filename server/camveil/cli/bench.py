"""`camveil bench`."""

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from camveil.cli import examples
from camveil.cli.looks import looks_of
from camveil.cli.parameters import Parsed, configuration_of
from camveil.cli.progress import progress_bar
from camveil.cli.segmenter import chosen_segmenter
from camveil.config import Configuration

if TYPE_CHECKING:
    from camveil.clips.measuring import Measured
    from camveil.values import Size

BUILT_IN: Final = "built in"
USUAL_SIZE: Final = (1280, 720)
SIDE_PX: Final = range(64, 3840 + 1)
"Of the built-in clip."


@examples(
    "camveil bench                         with a clip that is built in",
    "camveil bench --size 1920x1080        with the same, larger",
    "camveil bench talk.mp4 --json         with your own, for programs",
)
@click.command()
@click.argument("clip", required=False, type=click.Path(path_type=Path))
@click.option(
    "--size",
    type=Parsed("a size such as 1280x720", "parse_size"),
    metavar="WIDTHxHEIGHT",
    help="Of the built-in clip.  [default: 1280x720]",
)
@click.option(
    "--frames",
    type=click.IntRange(min=1, max=100_000),
    default=200,
    show_default=True,
    help="To measure, at most.",
)
@configuration_of("model", "models_dir", "provider")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def bench(
    clip: Path | None,
    size: "Size | None",
    frames: int,
    configuration: Configuration,
    as_json: bool,
) -> None:
    """Measure what the effect costs on this machine, stage by stage.

    A video file goes through all that the server does to a camera's frames, one after the other:
    decoding, finding the person, blurring, encoding. Close other programs first.
    """
    from camveil.chosen_pipeline import chosen_pipeline
    from camveil.clips.measuring import measure
    from camveil.clips.reader import Clip
    from camveil.clock import SystemClock
    from camveil.pipeline.scenes import NoScenes
    from camveil.segmenters.providers import providers_words

    if clip and size:
        raise click.UsageError("CLIP has a size of its own: give it without --size.")
    looks, clock = looks_of(configuration), SystemClock()
    with (
        chosen_segmenter(configuration, clock) as segmenter,
        _file_of(clip, size, frames) as path,
        Clip(path, threads=1) as source,
        progress_bar("measuring") as move,
    ):
        measured = measure(
            source,
            segmenter,
            lambda counted: chosen_pipeline(looks, counted, clock, NoScenes()),
            clock,
            frames,
            lambda done: move(done / frames, f"frame {done}"),
        )
        move(1.0, "")
        facts = {
            "clip": str(clip or BUILT_IN),
            "width": source.size.width,
            "height": source.size.height,
            "clip_frames_per_s": round(float(source.rate), 2),
            "model": segmenter.name,
            "provider": providers_words(segmenter.choices),
            **_figures(measured),
            "machine": platform.machine(),
            "cores": os.cpu_count(),
        }
    click.echo(json.dumps(facts) if as_json else "\n".join(_lines(facts)))


@contextmanager
def _file_of(clip: Path | None, size: "Size | None", frames: int) -> Iterator[Path]:
    """The clip that is given, or the built-in one for as long as it is needed."""
    if clip:
        yield clip
        return
    from tempfile import TemporaryDirectory

    from camveil.clips.built_in import SUFFIX, write_built_in
    from camveil.clips.measuring import WARM_UP_FRAMES
    from camveil.values import Size

    size = size or Size(*USUAL_SIZE)
    if not all(side_px in SIDE_PX and side_px % 2 == 0 for side_px in size):
        raise click.UsageError(
            f"--size {size.width}x{size.height}: width and height are even, and "
            f"{SIDE_PX.start} to {SIDE_PX.stop - 1}."
        )
    with TemporaryDirectory(prefix="camveil-") as folder:
        path = Path(folder) / f"built-in{SUFFIX}"
        count = frames + WARM_UP_FRAMES
        with progress_bar("making the clip") as move:
            for number in write_built_in(path, size, count):
                move((number + 1) / count, "")
        yield path


def _figures(measured: "Measured") -> dict[str, Any]:
    whole_ms = measured.stages["whole"].median_ms
    return {
        "frames": measured.frames,
        "stages": {
            name: {"median_ms": round(cost.median_ms, 3), "p95_ms": round(cost.p95_ms, 3)}
            for name, cost in measured.stages.items()
        },
        "frames_per_s": round(1000 / whole_ms, 1),
        "masks_computed": round(measured.masks_computed, 3),
        "masks_by_cheaper_model": round(measured.masks_by_cheaper_model, 3),
    }


def _lines(facts: dict[str, Any]) -> Iterator[str]:
    """What people read: the clip, a table, what it means."""
    rate = facts["clip_frames_per_s"]
    yield f"Clip    {facts['clip']}, {facts['width']}x{facts['height']}, {rate:g} frames a second"
    yield f"Model   {facts['model']} on {facts['provider']}"
    computed, cheaply = facts["masks_computed"], facts["masks_by_cheaper_model"]
    by_cheaper = f"; {cheaply:.0%} by the cheaper model" if cheaply else ""
    yield f"Frames  {facts['frames']}, and a mask computed for {computed:.0%} of all{by_cheaper}"
    yield ""
    yield f"{'stage':10}{'median':>10}{'p95':>12}"
    for name, cost in facts["stages"].items():
        yield f"{name:10}{cost['median_ms']:>7.2f} ms{cost['p95_ms']:>9.2f} ms"
    yield ""
    can = f"{facts['frames_per_s']:.0f} frames a second on one core"
    yield f"{can}; a camera of {rate:g} leaves {1000 / rate:.1f} ms for each."
