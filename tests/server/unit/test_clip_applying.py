"""An effect over a clip."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from camveil.clips.applying import ClipClock, Progress, apply_effect, mask_picture
from camveil.clips.choosing import settings_of
from camveil.clips.formats import QUALITIES
from camveil.clips.reader import Clip, ClipFrame
from camveil.clips.writer import ClipWriter
from camveil.errors import ClipNotWritten
from camveil.pipeline.pipeline import Pipeline
from camveil.segmenters import Segmenter
from camveil.values import Alpha, EffectSettings, FramePlace, Picture, Plane
from tests.server.unit.clips import SIZE, make_clip, packets
from tests.server.unit.pictures import (
    PLACE,
    BrokenSegmenter,
    FixedSegmenter,
    SteppingClock,
    disc_alpha,
    flat_picture,
    noise_picture,
    psnr_db,
    wide_alpha,
)

LIKE_DB = 30


def wanted(effect: str) -> EffectSettings:
    return settings_of(effect=effect, strength=None, color=None, background_id=None)


class CountingSegmenter(FixedSegmenter):
    """Remembers how often it was asked."""

    asked = 0

    def segment(self, picture: Picture) -> Alpha:
        self.asked += 1
        return super().segment(picture)


def run(
    source: Path,
    target: Path,
    effect: str = "blur",
    segmenter: Segmenter | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> list[Progress]:
    """What was told."""
    told: list[Progress] = []

    def tell(progress: Progress) -> None:
        told.append(progress)
        on_progress(progress)

    model = segmenter or FixedSegmenter(disc_alpha())
    with Clip(source) as clip, ClipWriter(target, clip, QUALITIES["best"]) as writer:
        clock = ClipClock()
        count = apply_effect(clip, writer, Pipeline(model, clock), clock, wanted(effect), tell)
    assert count == len(told)
    return told


def lumas(path: Path) -> list[Plane]:
    with Clip(path) as clip:
        return [np.array(item.picture.y) for item in clip.items() if isinstance(item, ClipFrame)]


def test_each_picture_is_what_the_pipeline_makes_of_it(tmp_path: Path) -> None:
    source, target = tmp_path / "a.mp4", tmp_path / "b.mp4"
    pictures = [noise_picture(SIZE, seed) for seed in range(4)]
    make_clip(source, pictures=pictures)
    run(source, target)
    pipeline = Pipeline(FixedSegmenter(disc_alpha()), SteppingClock())
    for number, (written, picture) in enumerate(zip(lumas(target), pictures, strict=True)):
        place = FramePlace(number, PLACE.interval_s)
        composed = pipeline.process(picture, wanted("blur"), place).composed
        assert composed is not None
        assert psnr_db(written, composed.y) > LIKE_DB
        assert psnr_db(written, picture.y) < LIKE_DB / 2


def test_the_mask_is_white_where_the_person_is(tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mp4")
    model = FixedSegmenter(wide_alpha())
    run(tmp_path / "a.mp4", tmp_path / "b.mp4", "mask", model)
    for luma in lumas(tmp_path / "b.mp4"):
        assert luma[SIZE.height // 2, SIZE.width // 2] == pytest.approx(235, abs=2)
        assert luma[0, 0] == pytest.approx(16, abs=2)


def test_a_mask_has_the_clip_s_range_and_no_colour() -> None:
    picture = flat_picture(SIZE, y=90, u=30, v=200, pts_90khz=7)
    limited = mask_picture(Alpha(np.array([[0, 255]], np.uint8)), picture)
    assert (limited.y[0, 0], limited.y[0, -1], limited.pts_90khz) == (16, 235, 7)
    assert {*limited.u.flat, *limited.v.flat} == {128}
    wide = Picture(picture.y, picture.u, picture.v, 7, full_range=True)
    full = mask_picture(Alpha(np.array([[0, 255]], np.uint8)), wide)
    assert (full.y[0, 0], full.y[0, -1], full.full_range) == (0, 255, True)


def test_sound_goes_along(tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mp4", sound="aac")
    run(tmp_path / "a.mp4", tmp_path / "b.mp4")
    before, after = (packets(tmp_path / name, "audio") for name in ("a.mp4", "b.mp4"))
    assert before == after


def test_a_machine_however_slow_computes_every_mask(tmp_path: Path) -> None:
    """At a thousand frames a second no machine would keep up with the camera."""
    make_clip(tmp_path / "a.mkv", time_base=Fraction(1, 1000), count=40)
    segmenter = CountingSegmenter(disc_alpha())
    run(tmp_path / "a.mkv", tmp_path / "b.mkv", segmenter=segmenter)
    assert segmenter.asked == 40


def test_it_tells_how_far_it_is(tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mp4", count=3)
    told = run(tmp_path / "a.mp4", tmp_path / "b.mp4")
    assert [progress.frames for progress in told] == [1, 2, 3]
    assert [progress.at_s for progress in told] == pytest.approx([0, 1 / 30, 2 / 30])


def test_a_model_that_fails_leaves_nothing(tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mp4")
    with pytest.raises(ClipNotWritten) as caught:
        run(tmp_path / "a.mp4", tmp_path / "b.mp4", segmenter=BrokenSegmenter())
    assert "the picture at 0.0 s could not be processed" in caught.value.reason
    assert "no memory left" in caught.value.reason
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def test_whoever_is_interrupted_leaves_nothing(tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mp4", sound="aac")

    def interrupted(progress: Progress) -> None:
        if progress.frames == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "a.mp4", tmp_path / "b.mp4", on_progress=interrupted)
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]
