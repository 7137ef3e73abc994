"""`camveil apply`."""

import json
import math
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

import click

from camveil.cli import examples
from camveil.cli.looks import looks_of
from camveil.cli.parameters import Parsed, configuration_of
from camveil.cli.progress import progress_bar
from camveil.cli.segmenter import chosen_segmenter
from camveil.clips.formats import QUALITIES, USUAL_QUALITY
from camveil.config import Configuration
from camveil.protocol import MAX_VIDEO_BYTES

if TYPE_CHECKING:
    from camveil.values import Color

EFFECTS: Final = ("blur", "portrait", "mask")
CHOOSING: Final = "camveil.clips.choosing"
ENDED: Final = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"What ends a program without a chance to tidy up, unless it asks for one."
EXIT_ENDED: Final = 128
"And the signal's number, as shells have it."


@examples(
    "camveil apply talk.mp4 blurred.mp4",
    "camveil apply talk.mp4 dreamy.mp4 --effect portrait --strength heavy",
    "camveil apply talk.mp4 green.mp4 --color '#00b140'",
    "camveil apply talk.mp4 beach.mp4 --background beach.jpg",
    "camveil apply talk.mov mask.webm --effect mask      white where the person is",
    "camveil apply talk.mkv small.mp4 --quality small --replace",
)
@click.command()
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@click.option(
    "--effect",
    type=click.Choice(EFFECTS),
    help="A blur, one that grows with the distance from the person, or the mask alone.  "
    "[default: blur]",
)
@click.option(
    "--strength",
    type=Parsed("light, medium, heavy or a number from above 0 to 100", "parse_strength", CHOOSING),
    metavar="[light|medium|heavy|NUMBER]",
    help="Of a blur: its deviation in pixels in a picture of 540 lines.",
)
@click.option(
    "--color",
    type=Parsed("a colour such as #00b140", "parse_color", CHOOSING),
    metavar="#RRGGBB",
    help="A colour in place of the background.",
)
@click.option(
    "--background",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An image in place of the background, or a video, again and again.",
)
@click.option(
    "--quality",
    type=click.Choice(list(QUALITIES)),
    default=USUAL_QUALITY,
    show_default=True,
    help="Of OUT's pictures: the better, the larger the file.",
)
@click.option("--replace", is_flag=True, help="Write OUT over what is there.")
@configuration_of("model", "models_dir", "provider", "only_me")
@click.option("--json", "as_json", is_flag=True, help="What was written, as one JSON object.")
def apply(
    source: Path,
    target: Path,
    effect: str | None,
    strength: float | None,
    color: "Color | None",
    background: Path | None,
    quality: str,
    replace: bool,
    configuration: Configuration,
    as_json: bool,
) -> None:
    """Run an effect over a video file, as fast as this machine can.

    No frame is left out and each keeps its time; sound is copied. OUT's ending says what
    it becomes: .mp4, .mov, .mkv or .webm. Titles, places and subtitles stay behind. Unless all of
    OUT is written, nothing is.
    """
    from camveil.backgrounds.store import Backgrounds
    from camveil.chosen_pipeline import chosen_pipeline
    from camveil.clips.applying import ClipClock, Progress, apply_effect
    from camveil.clips.choosing import settings_of
    from camveil.clips.reader import Clip
    from camveil.clips.writer import ClipWriter, check_target
    from camveil.clock import SystemClock
    from camveil.errors import ClipNotWritten

    check_target(target, replace=replace)
    if source.exists() and target.exists() and source.samefile(target):
        raise ClipNotWritten(target, "it is the clip that is to be read")
    backgrounds = Backgrounds()
    background_id = None if background is None else backgrounds.add(_content(background))
    try:
        wanted = settings_of(
            effect=effect, strength=strength, color=color, background_id=background_id
        )
    except ValueError as exc:
        raise click.UsageError(f"{exc}.") from None
    looks = looks_of(configuration)
    clock, clip_clock = SystemClock(), ClipClock()
    with (
        tidy_when_ended(),
        chosen_segmenter(configuration, clock) as segmenter,
        Clip(source) as clip,
        ClipWriter(target, clip, QUALITIES[quality]) as writer,
        closing(chosen_pipeline(looks, segmenter, clip_clock, backgrounds)) as pipeline,
        progress_bar(source.name) as move,
    ):
        begun_s = clock.now_s()

        def told(progress: Progress) -> None:
            rate = progress.frames / max(clock.now_s() - begun_s, 1e-9)
            move(progress.at_s / (clip.duration_s or math.inf), f"{rate:.0f} frames a second")

        frames = apply_effect(clip, writer, pipeline, clip_clock, wanted, told)
        move(1.0, "")
        took_s = clock.now_s() - begun_s
        facts = {
            "written": str(target),
            "width": writer.size.width,
            "height": writer.size.height,
            "frames": frames,
            "sound_tracks": len(clip.sound),
            "left_out": clip.left_out,
            "took_s": round(took_s, 3),
            "frames_per_s": round(frames / max(took_s, 1e-9), 1),
        }
    if as_json:
        click.echo(json.dumps(facts))
        return
    click.echo(
        f"Written: {target}, {frames} frames of {facts['width']}x{facts['height']} in "
        f"{took_s:.1f} s, {facts['frames_per_s']:.0f} a second"
    )
    if writer.size != clip.size:
        click.secho("Its size was odd, and video has even ones.", fg="yellow", err=True)
    if clip.left_out:
        click.secho(f"Left out: {', '.join(clip.left_out)}.", fg="yellow", err=True)


def _content(background: Path) -> bytes:
    """A background's file; what never ends, or is larger than any background may be, is refused."""
    if not background.is_file():
        raise click.UsageError(f"--background {background} is no file.")
    if background.stat().st_size > MAX_VIDEO_BYTES:
        most_mib = MAX_VIDEO_BYTES // 2**20
        raise click.UsageError(f"--background {background} is larger than {most_mib} MiB.")
    return background.read_bytes()


@contextmanager
def tidy_when_ended() -> Iterator[None]:
    """Meanwhile what ends the program raises SystemExit, as Ctrl-C raises KeyboardInterrupt."""

    def end(number: int, _frame: FrameType | None) -> None:
        sys.exit(EXIT_ENDED + number)

    before = [(number, signal.signal(number, end)) for number in ENDED]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
